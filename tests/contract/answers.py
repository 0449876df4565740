# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's answers in the documented form: errors, objections, the answers of its calls, and faulty
ones on demand (see fake_service.py)."""

import email.utils
import gzip
import json
import re
import time
import uuid


def provider_error(status, data):
    """The provider's refusal as 1min.ai passes it on: the real reason is a JSON string in `details`."""
    return {"errorCode": "EXTERNAL_API_RESPONSE_WITH_ERROR",
            "message": "The ideogram service is a bit busy right now or facing a temporary issue. "
                       "Please try again shortly.",
            "context": {"service": "ideogram"},
            "details": json.dumps({"response": {"status": status, "data": data},
                                   "request": {"path": "/upscale"}})}


def plain_error(message, code="HTTP_EXCEPTION"):
    return {"errorCode": code, "message": message}


ERRORS = {
    "400": provider_error(400, {"error": "Invalid image: unsupported colour layout"}),
    "400-model": plain_error("Model ideogram-3 is not supported for feature IMAGE_UPSCALER",
                             "UNSUPPORTED_MODEL"),
    "400-missing": {
        "errorCode": "MISSING_REQUIRED_FIELDS",
        "message": "Missing required fields for ideogram-3 model: num_images. Please provide all "
                   "required parameters.",
        "details": json.dumps([{"field": "num_images",
                                "message": "Field 'num_images' is required"}])},
    "401": plain_error("API Key is not active. Please contact your team administrator to be "
                       "unblocked"),
    "401-deleted": plain_error("API Key has been deleted"),
    "404": plain_error("Not Found"),
    "406": plain_error("The feature requires 4800 credits, but the Singapore Office team only has "
                       "46 credits", "INSUFFICIENT_CREDITS"),
    "413": plain_error("File too large"),
    "422": {"error": "Prompt or image failed the safety check"},
    "429": {"message": "Too many requests. Please try again later"},
    "500": {"statusCode": 500, "message": "Internal Server Error"},
    "unsafe": provider_error(422, {"error": "Prompt or image failed the safety check"}),
    "asyncrefused": {"errorCode": "VALIDATION_ERROR", "message": "Validation failed",
                     "details": json.dumps([{"field": "async", "message": "unknown field"}])},
}
PROSE = plain_error("async task failed: the moderation backend is unavailable and an async job is "
                    "already running; credits were deducted (safety, content policy)")


def error_reply(fault):
    """(status, headers, body) of a fault that is an HTTP error."""
    worded = re.fullmatch(r"(prose|inner422)-(\d+)", fault)
    if worded:
        body = PROSE if worded[1] == "prose" else ERRORS["unsafe"]
        return int(worded[2]), {"Content-Type": "application/json"}, json.dumps(body).encode()
    status = int(fault[:3]) if fault[:3].isdigit() else 400
    body, headers = ERRORS.get(fault) or ERRORS.get(fault[:3]), {}
    after = re.fullmatch(r"429-(after|header|date|past)(\d+)", fault)
    if after:
        seconds = int(after[2])
        if after[1] in ("after", "header"):
            body = {"message": f"Too many requests. Please try again after {seconds} seconds"}
        if after[1] == "after":
            body["retryAfter"] = seconds
        elif after[1] == "header":
            headers["Retry-After"] = str(seconds)
        else:
            date = time.time() + (seconds if after[1] == "date" else -seconds)
            headers["Retry-After"] = email.utils.formatdate(date, usegmt=True)
    if body is None and 520 <= status <= 527:
        return status, {"Content-Type": "text/plain"}, f"error code: {status}".encode()
    if body is None and status >= 500:
        return status, {"Content-Type": "text/html"}, gateway_page(status)
    if body is None:
        body = plain_error(f"HTTP {status}")
    return status, {"Content-Type": "application/json", **headers}, json.dumps(body).encode()


def gateway_page(status):
    return (f"<html>\r\n<head><title>{status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>"
            f"{status} Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n"
            "</html>\r\n").encode()


def check_features(body, uploads):
    """The answer that refuses a features call, or None if the service would accept it."""
    if not isinstance(body, dict):
        return plain_error("Unexpected token in JSON")
    if body.get("type") != "IMAGE_UPSCALER":
        return plain_error(f"Unsupported feature type: {body.get('type')}", "UNKNOWN_ERROR")
    if body.get("model") != "ideogram-3":
        return plain_error(f"Model {body.get('model')} is not supported for feature "
                           "IMAGE_UPSCALER", "UNSUPPORTED_MODEL")
    unknown = set(body) - {"type", "model", "promptObject", "async"}
    prompt = body.get("promptObject")
    ranges = {"num_images": (1, 8), "resemblance": (0, 100), "detail": (0, 100),
              "seed": (0, 2147483647)}
    if unknown or not isinstance(prompt, dict):
        return plain_error(f"Unknown fields {sorted(unknown)} or no promptObject")
    for field in ("imageUrl", "num_images"):
        if field not in prompt:
            return {**ERRORS["400-missing"],
                    "message": f"Missing required fields for ideogram-3 model: {field}."}
    for field, value in prompt.items():
        good = False
        if field in ranges:
            good = type(value) is int and ranges[field][0] <= value <= ranges[field][1]
        elif field == "magic_prompt_option":
            good = value in ("AUTO", "ON", "OFF")
        elif field == "denoise":  # the server also plays the engine on this computer
            good = value in ("AUTO", "OFF", "LOW", "MEDIUM", "HIGH")
        elif field == "imageUrl":
            good = value in uploads
        elif field == "prompt":
            good = isinstance(value, str) and value != ""
        if not good:
            return provider_error(400, {"error": f"Invalid value for {field}: {value!r}"})
    if not isinstance(body.get("async", False), bool):
        return plain_error("async must be a boolean")
    return None


def asset(upload, number, key):
    """The answer to the upload of that number."""
    return {
        "asset": {"fieldname": "asset", "originalname": upload["filename"],
                  "encoding": "7bit", "mimetype": upload["type"], "size": upload["size"],
                  "bucket": "asset.1min.ai", "key": key, "acl": "private",
                  "contentType": "application/octet-stream", "contentDisposition": None,
                  "storageClass": "STANDARD", "metadata": {"fieldname": "asset"},
                  "location": "https://s3.us-east-1.amazonaws.com/asset.1min.ai/" + key,
                  "etag": '"2cb9"'},
        "fileContent": {"uuid": str(uuid.UUID(int=number)), "path": key,
                        "type": key.rpartition(".")[2].lower(), "name": key.rpartition("/")[2],
                        "content": "", "status": "ACTIVE",
                        "metadata": {"token": 0, "character": 0},
                        "createdAt": "2025-01-01T00:00:00.000Z"}}


def record(base, job, done, size, used_credit):
    """The record of a job; `base` is the scenario's URL, `size` that of a result, known
    once it is done, `used_credit` what the account has used up."""
    prompt, fault = job["request"]["promptObject"], job["fault"]
    count = prompt["num_images"]
    good = {"partial": count - 1, "unsafe200": 0, "noresults": 0}.get(fault, count)
    if fault == "more":
        count = good = count + 3
    status = "PROCESSING" if not done else "FAILURE" if "failure" in fault else "SUCCESS"
    keys, data, temporary = [], [], ""
    if status == "SUCCESS":
        width, height = size
        keys = [f"images/{job['number']}_{i}_result.png" for i in range(good)]
        for i in range(count):
            safe = i < good or fault == "noresults"
            name = keys[i].rpartition("/")[2] if i < good else ""
            data.append({
                "url": f"{base}ephemeral/{name}?exp=1799999999&sig=00" if i < good else None,
                "prompt": prompt.get("prompt", "a picture of something"),
                "resolution": f"{width // 2}x{height // 2}",
                "upscaled_resolution": f"{width}x{height}",
                "is_image_safe": safe, "seed": (prompt.get("seed", 1000) + i) % 2147483648})
        if keys:
            temporary = f"{base}signed/{keys[0]}?X-Amz-Expires=604800&X-Amz-Signature=00"
        if fault == "nokeys":
            keys = ["images/gone_" + key.rpartition("/")[2] for key in keys]
            temporary = ""
        elif fault == "plainhttp":
            keys = ["http://192.0.2.1/" + key for key in keys]
            temporary = ""
            data = []
        elif fault == "hostile":
            keys = ["../../../" + key for key in keys]
            for item in data:
                item["prompt"] = "a\u0000b\u001b[31m\n\u202e/../c"
                item["resolution"] = item["upscaled_resolution"] = "../../etc/passwd"
    detail = {"promptObject": prompt, "resultObject": keys,
              "responseObject": {"created": "2025-01-01T00:00:00.000Z", "data": data}}
    if status == "FAILURE":
        detail["errorMessage"] = "The provider gave up on this picture"
    if fault.startswith(("status-", "with-")):
        kind, _, status = fault.partition("-")
        status = status.replace("_", " ") if status.islower() else status
    if fault.startswith("status-"):
        detail["resultObject"], detail["responseObject"], temporary = [], None, ""
    return {"aiRecord": {
        "uuid": None if fault == "nouuid" else job["uuid"], "userId": "user", "teamId": "team",
        "teamUser": {"creditLimit": 100000, "usedCredit": used_credit},
        "model": "ideogram-3", "type": "IMAGE_UPSCALER", "metadata": None, "rating": None,
        "feedback": None, "conversationId": None, "status": status,
        "createdAt": "2025-01-01T00:00:00.000Z", "aiRecordDetail": detail,
        "additionalData": None, "temporaryUrl": temporary}}


def _snake(text):
    return re.sub(r"(?<=[a-z])([A-Z])(?=[a-z]*\":)", lambda match: "_" + match[1].lower(), text)


def _inside(text):
    return json.dumps(json.loads(text)["aiRecord"])


def _renamed(text, value):
    record = json.loads(text)
    record["aiRecord"].update(value(record["aiRecord"]))
    return json.dumps(record)


# The same answer in a shape that the documentation does not know: text to bytes.
SHAPES = {
    "nan": lambda text: text.replace('{"aiRecord": {', '{"aiRecord": {"score": NaN, ', 1).encode(),
    "behind": lambda text: (text + "\n<!-- served by edge-7 -->").encode(),
    "latin1": lambda text: text.replace('{"aiRecord": {', '{"aiRecord": {"x": "café", ', 1).encode("latin-1"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "long": lambda text: text.replace('{"aiRecord": {', '{"aiRecord": {"x": "' + "x" * (5 << 20) + '", ', 1).encode(),
    "data": lambda text: ('{"data": ' + text + "}").encode(),
    "array": lambda text: ("[" + text + "]").encode(),
    "top": lambda text: _inside(text).encode(),
    "snake": lambda text: _snake(text).encode(),
    "text": lambda text: json.dumps({"aiRecord": _inside(text)}).encode(),
    "detail": lambda text: _renamed(
        text, lambda record: {"aiRecordDetail": json.dumps(record.get("aiRecordDetail"))}).encode(),
    "id": lambda text: text.replace('"uuid":', '"id":').encode(),
    "cut": lambda text: text.encode()[:text.index('"status"')],
}
