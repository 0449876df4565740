// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/provenance.hpp"

#include "base/redact.hpp"
#include "base/utf8.hpp"
#include "json/json.hpp"
#include "results/placement.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

constexpr int kProvenanceVersion = 1;

const char* name_of(Registration::Fit fit) {
    switch (fit) {
        case Registration::Fit::Whole:
            return "whole";
        case Registration::Fit::Stretched:
            return "stretched";
        case Registration::Fit::Cropped:
            return "cropped";
        case Registration::Fit::Padded:
            return "padded";
    }
    return "";
}

}  // namespace

std::string layer_name(const Job& job, std::size_t index, std::size_t count) {
    // of a damaged record only the names of files are known
    if (job.damage != Damage::None) {
        const std::string& file = job.results[index].file;
        return file.substr(file.rfind('/') + 1);
    }
    const Parameters p = values_as_made(job, index);
    const auto seed = job.results[index].announced.seed;
    std::string name =
        count > 1 ? std::to_string(index + 1) + "/" + std::to_string(count) + " – " : std::string();
    name += job.source.name + " – upscale R" + std::to_string(p.resemblance) + " D" +
            std::to_string(p.detail);
    if (seed)
        name += " seed " + std::to_string(*seed);
    else if (p.seed >= 0)
        name += " seed " + std::to_string(p.seed);
    return name;
}

std::string provenance(const Job& job, std::size_t index, std::size_t count,
                       const Registration& registration) {
    const Parameters p = values_as_made(job, index);
    const ResultRecord& result = job.results[index];
    const AnnouncedResult& announced = result.announced;
    json::Writer writer;
    writer.StartObject();
    writer.member("version", kProvenanceVersion);
    for (const Parameter& entry : parameter_table())
        if (entry.parasite && (entry.only_engine != Engine::Local || p.engine == Engine::Local))
            write_member(writer, entry, p, entry.parasite);
    // Earlier engines had only this network and did not name it.
    const std::string network = announced.network.empty() ? "waifu2x-upconv_7" : announced.network;
    writer.member("model", p.engine == Engine::Local ? network : "ideogram-3");
    writer.member("returned_prompt", redacted(announced.prompt));
    writer.Key("seed");
    if (announced.seed)
        writer.Int64(*announced.seed);
    else
        writer.Null();
    writer.member("index", static_cast<int>(index + 1));
    writer.member("num_images", static_cast<int>(count));
    writer.member("job", job.id);
    writer.member("created", job.created);
    writer.Key("source");
    writer.StartObject();
    writer.member("name", job.source.name);
    writer.member("width", job.source.region.width);
    writer.member("height", job.source.region.height);
    writer.member("x", job.source.region.x - job.source.layer.x);
    writer.member("y", job.source.region.y - job.source.layer.y);
    writer.member("layer_width", job.source.layer.width);
    writer.member("layer_height", job.source.layer.height);
    writer.member("tattoo", static_cast<long long>(job.source.tattoo));
    writer.EndObject();
    if (!job.source.pixels_hash.empty()) writer.member("source_hash", job.source.pixels_hash);
    writer.Key("covered");
    writer.StartObject();
    writer.member("x", registration.covered.x);
    writer.member("y", registration.covered.y);
    writer.member("width", registration.covered.width);
    writer.member("height", registration.covered.height);
    writer.EndObject();
    writer.member("scale", factor_of(registration));
    writer.member("fit", name_of(registration.fit));
    writer.Key("upload");
    writer.StartObject();
    writer.member("format", extension_of(job.upload.format));
    writer.member("lossy", job.upload.lossy);
    writer.member("reduced", job.upload.reduced);
    writer.EndObject();
    if (!result.passes.empty()) {
        writer.Key("passes");
        writer.StartArray();
        for (const PassRecord& pass : result.passes) {
            writer.StartObject();
            writer.member("width", pass.size.width);
            writer.member("height", pass.size.height);
            writer.Key("seed");
            if (pass.seed)
                writer.Int64(*pass.seed);
            else
                writer.Null();
            writer.member("images", pass.images);
            writer.EndObject();
        }
        writer.EndArray();
    }
    writer.EndObject();
    return writer.text();
}

std::string original_name(std::string_view parasite, const std::string& name) {
    const auto root = json::parse(parasite);
    const auto original = root ? json::string_at(*root, {"source", "name"}) : std::nullopt;
    return original && !original->empty() && is_utf8(*original) ? *original : name;
}

std::optional<ResultName> result_named_by(std::string_view parasite) {
    const auto root = json::parse(parasite);
    if (!root) return std::nullopt;
    const auto job = json::string_at(*root, {"job"});
    const auto index = json::int_at(*root, {"index"});
    if (!job || !index || *index < 1) return std::nullopt;
    return ResultName{*job, static_cast<std::size_t>(*index - 1)};
}

std::string source_type_xmp(int engine) {
    const std::string type =
        engine == Engine::Local ? "algorithmicallyEnhanced" : "trainedAlgorithmicMedia";
    return "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
           "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
           "<rdf:Description rdf:about=\"\""
           " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\""
           " Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/" +
           type + "\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

}  // namespace upscale
