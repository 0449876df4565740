# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random answers (status, words, codes and shape) to all requests that follow the paid call."""

import json
import random

STATUSES = [200] * 12 + [201, 202, 204, 206, 302, 400, 401, 402, 403, 404, 406, 408, 409, 410, 413,
                         415, 422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 520, 522, 524, 530]
WORDS = ["PROCESSING", "PENDING", "QUEUED", "IN_PROGRESS", "in progress", "RUNNING", "processing",
         "DONE", "success", "SUCCESS", "COMPLETED", "PARTIAL_SUCCESS", "FAILURE", "FAILED",
         "failed", "ERROR", "CANCELLED", "EXPIRED", "REFUSED", "", "7", "\u0000", "Fehler"]
FINAL = {"FAILURE", "FAILED"}
CODES = ["HTTP_EXCEPTION", "INSUFFICIENT_CREDITS", "UNSUPPORTED_MODEL", "MISSING_REQUIRED_FIELDS",
         "EXTERNAL_API_RESPONSE_WITH_ERROR", "NOT_FOUND", "JOB_FAILED", "CONTENT_POLICY"]
PROSE = ["moderation backend unavailable", "the job failed for good", "safety check refused it",
         "async job not found", "credits were deducted", "nsfw", "", "null", "<html>"]


def answer(seed, count, own_name):
    """(status, body, whether it is a known final word about the job `own_name`)."""
    chance = random.Random(f"{seed}/{count}")
    status = chance.choice(STATUSES)
    shape = chance.choice(["record"] * 5 + ["error", "error", "nested", "bytes", "cut", "odd"])
    record = {"uuid": chance.choice([own_name] * 4 + ["other", None, "", 5, "../..", own_name + "x"]),
              "status": chance.choice(WORDS * 2 + [None, 5, [], {}]),
              "aiRecordDetail": {
                  "resultObject": chance.choice([[], [], [], None, "", {"a": 1}, [None, 5]]),
                  "errorMessage": chance.choice(PROSE),
                  "responseObject": chance.choice([
                      None, {"data": []}, {"data": [{"is_image_safe": False, "url": None}]}, []])},
              "temporaryUrl": chance.choice(["", None, "https://nowhere.invalid/a.png"])}
    value = {"record": {"aiRecord": record},
             "error": {"errorCode": chance.choice(CODES), "message": chance.choice(PROSE)},
             "nested": {"message": chance.choice(PROSE), "aiRecord": chance.choice([None, [], 5]),
                        "details": json.dumps({"response": {"status": chance.choice(STATUSES),
                                                            "data": {"error": PROSE[2]}}})},
             "odd": chance.choice([None, 5, [], {}, "FAILURE", {"status": "FAILURE"}])}.get(shape)
    if shape == "bytes":
        body = chance.randbytes(chance.randrange(200))
    elif shape == "cut":
        body = json.dumps({"aiRecord": record}).encode()[:chance.randrange(60)]
    else:
        body = json.dumps(value).encode()
    data = (record["aiRecordDetail"]["responseObject"] or {})
    unsafe = isinstance(data, dict) and bool(data["data"])
    word = record["status"].upper() if isinstance(record["status"], str) else ""
    final = (shape == "record" and 200 <= status <= 299 and record["uuid"] == own_name and
             (word in FINAL or word in ("SUCCESS", "COMPLETED") and unsafe))
    return status, body, final
