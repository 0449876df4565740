#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ncnn_to_onnx.py NAME.param NAME.onnx: converts a waifu2x network of the kind upconv_7 (NAME.bin lies beside
NAME.param) from ncnn's format to ONNX. The weights stay in half precision, as they are in NAME.bin. Needs Debian's
python3-onnx."""

import sys
from pathlib import Path

import numpy
from onnx import TensorProto, checker, helper, numpy_helper, save

HALF_PRECISION = 0x01306B47  # ncnn's mark in front of weights in half precision


def read_layers(text):
    """[(kind, {number: value})] of a .param file, without the input."""
    lines = [line.split() for line in text.splitlines()]
    if lines[0] != ["7767517"]:
        raise ValueError("not a .param file of ncnn")
    layers = []
    for kind, _, inputs, outputs, *rest in lines[2:]:
        values = dict(word.split("=") for word in rest[int(inputs) + int(outputs):])
        if kind != "Input":
            layers.append((kind, values))
    return layers


def convert(param_file):
    """The ONNX model: planes of RGB 0..1 in and out, of any size."""
    data, place = param_file.with_suffix(".bin").read_bytes(), 0
    nodes, tensors, flow, channels = [], [], "input", 3

    def take(count, kind):
        nonlocal place
        found = numpy.frombuffer(data, kind, count, place)
        place += found.nbytes + -found.nbytes % 4
        return found

    layers = read_layers(param_file.read_text(encoding="ascii"))
    for number, (kind, values) in enumerate(layers, 1):
        name, out, side = f"conv{number}", int(values["0"]), int(values["1"])
        if take(1, "<u4")[0] != HALF_PRECISION:
            raise ValueError(f"{name}: its weights are not in half precision")
        weights = take(out * channels * side * side, "<f2").reshape(out, channels, side, side)
        tensors.append(numpy_helper.from_array(take(out, "<f4"), f"{name}.bias"))
        options = {"kernel_shape": [side, side]}
        operator = "Conv"
        if kind == "Deconvolution":
            operator, weights = "ConvTranspose", weights.transpose(1, 0, 2, 3)
            options |= {"strides": 2 * [int(values["3"])], "pads": 4 * [int(values["4"])]}
        elif kind != "Convolution":
            raise ValueError(f"unknown layer {kind}")
        tensors.append(numpy_helper.from_array(numpy.ascontiguousarray(weights), f"{name}.half"))
        nodes.append(helper.make_node("Cast", [f"{name}.half"], [f"{name}.weight"],
                                      to=TensorProto.FLOAT))
        result = "output" if number == len(layers) else name
        made = f"{name}.sum" if "-23310" in values else result
        nodes.append(helper.make_node(operator, [flow, f"{name}.weight", f"{name}.bias"], [made],
                                      **options))
        if made != result:
            function, slope = values["-23310"].split(",")
            if function != "1":
                raise ValueError(f"{name}: unknown activation {function}")
            nodes.append(helper.make_node("LeakyRelu", [made], [result], alpha=float(slope)))
        flow, channels = result, out
    if place != len(data):
        raise ValueError(f"{len(data) - place} bytes are left over")
    planes = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, high, wide])
              for name, high, wide in (("input", "height", "width"), ("output", "height2", "width2"))}
    graph = helper.make_graph(nodes, param_file.stem, [planes["input"]], [planes["output"]], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6,
                              producer_name="ncnn_to_onnx")
    checker.check_model(model, full_check=True)
    return model


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    save(convert(Path(sys.argv[1])), sys.argv[2])
