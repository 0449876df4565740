#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small networks of this folder, which have the shapes of those that people use.

They really enlarge: their weights are those of linear interpolation, with a small part of them that only
has to be calculated. Needs Debian's python3-onnx. The same call always makes the same files.
"""

import pathlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent
ANY = ("height", "width")


class Maker:
    """A graph under construction: each method adds an operator and returns its output's name."""

    def __init__(self, kind=np.float32):
        self.nodes, self.values, self.kind = [], [], kind

    def value(self, array):
        name = f"v{len(self.values)}"
        self.values.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weights(self, array):
        return self.value(np.asarray(array, self.kind))

    def add(self, operator, *inputs, **attributes):
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=f"{operator}_{name}", **attributes))
        return name

    def conv(self, x, weights, pad=None, bias=None, **attributes):
        pad = weights.shape[-1] // 2 if pad is None else pad
        inputs = [x, self.weights(weights)]
        if bias is not None:
            inputs.append(self.weights(bias))
        return self.add("Conv", *inputs, kernel_shape=weights.shape[2:], pads=[pad] * 4, **attributes)

    def save(self, name, result, *, channels=3, out=None, opset=11, size=ANY, batch=1, element=None, inputs=None):
        element = element or (TensorProto.FLOAT16 if self.kind == np.float16 else TensorProto.FLOAT)
        inputs = inputs or [helper.make_tensor_value_info("x", element, [batch, channels, *size])]
        outputs = [helper.make_tensor_value_info(
            result, element, out or [batch, channels, *(f"{side}_out" for side in ANY)])]
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.values)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="make.py")
        model.ir_version = 4 if opset < 11 else 7
        (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString())


def pattern(*shape):
    """Small numbers that differ."""
    return 0.002 * np.sin(np.arange(np.prod(shape))).reshape(shape)


def keep(inside, outside, size=3):
    """A convolution that passes the first channels on, and adds a little of everything."""
    weights = pattern(outside, inside, size, size)
    for i in range(min(inside, outside, 3)):
        weights[i, :, :, :] *= 0.05
        weights[i, i, size // 2, size // 2] += 1
    return weights


def taps(scale):
    """Weights of the pixels −1, 0 and 1 for each of the pixels that one becomes."""
    weights = np.zeros((scale, 3))
    for i in range(scale):
        offset = (i + 0.5) / scale - 0.5
        weights[i, 1] = 1 - abs(offset)
        weights[i, 2 if offset > 0 else 0] += abs(offset)
    return weights


def spread(scale, inside, channels=3):
    """A convolution to scale² channels for each channel: linear interpolation, for a pixel shuffle."""
    weights = np.zeros((channels * scale * scale, inside, 3, 3))
    line = taps(scale)
    for c in range(channels):
        for j in range(scale):
            for i in range(scale):
                weights[(c * scale + j) * scale + i, c] = np.outer(line[j], line[i])
    return weights


def shuffle(m, x, scale):
    return m.add("DepthToSpace", x, blocksize=scale, mode="CRD")


def nearest(m, x, scale, opset=11):
    scales = m.value(np.array([1, 1, scale, scale], np.float32))
    if opset < 10:
        return m.add("Upsample", x, scales, mode="nearest")
    return m.add("Resize", x, m.value(np.array([], np.float32)), scales, mode="nearest", nearest_mode="floor",
                 coordinate_transformation_mode="asymmetric")


def residual(name, scale=2, width=8, kind=np.float32, **options):
    m = Maker(kind)
    channels = options.get("channels", 3)
    x = first = m.conv("x", keep(channels, width), bias=np.zeros(width))
    for _ in range(2):
        y = m.add("Relu", m.conv(x, pattern(width, width, 3, 3)))
        x = m.add("Add", x, m.conv(y, pattern(width, width, 3, 3)))
    x = m.add("Add", m.add("Mul", m.add("Sub", x, first), m.weights(0.5)), first)
    x = m.conv(x, spread(scale, width, channels))
    m.save(name, shuffle(m, x, scale) if scale > 1 else x, **options)


def transposed():
    m = Maker()
    line = np.array([0.25, 0.75, 0.75, 0.25])
    weights = pattern(8, 3, 4, 4) * 0.05
    for c in range(3):
        weights[c, c] += np.outer(line, line)
    x = m.add("LeakyRelu", m.conv("x", keep(3, 8)), alpha=0.1)
    m.save("transposed", m.add("ConvTranspose", x, m.weights(weights), kernel_shape=[4, 4], strides=[2, 2],
                               pads=[1] * 4), opset=9)


def old_shuffle():
    """A pixel shuffle as PyTorch wrote it before there was a mode CRD, for one size."""
    m, scale, side = Maker(), 2, 64
    x = m.conv("x", spread(scale, 3))
    x = m.add("Reshape", x, m.value(np.array([1, 3, scale, scale, side, side])))
    x = m.add("Transpose", x, perm=[0, 1, 4, 2, 5, 3])
    x = m.add("Reshape", x, m.value(np.array([1, 3, side * scale, side * scale])))
    m.save("fixed-old-shuffle", x, opset=9, size=(side, side), out=[1, 3, side * scale, side * scale])


def compact():
    """SRVGGNetCompact: convolutions with PReLU, a pixel shuffle, plus the picture itself enlarged."""
    m, scale = Maker(), 4
    x = "x"
    for inside in (3, 8, 8):
        x = m.add("PRelu", m.conv(x, keep(inside, 8), bias=np.zeros(8)), m.weights(np.full((8, 1, 1), 0.2)))
    y = shuffle(m, m.conv(x, spread(scale, 8)), scale)
    plain = nearest(m, "x", scale)
    # half of each
    m.save("compact", m.add("Add", m.add("Mul", y, m.weights(0.5)), m.add("Mul", plain, m.weights(0.5))),
           opset=13, batch="batch")


def upsampled(name, opset):
    m = Maker()
    x = nearest(m, m.conv("x", keep(3, 8)), 2, opset)
    box = np.zeros((8, 8, 3, 3))
    box[range(8), range(8)] = np.outer([0.25, 0.5, 0.25], [0.25, 0.5, 0.25])
    m.save(name, m.conv(m.add("LeakyRelu", m.conv(x, box), alpha=0.2), keep(8, 3)), opset=opset)


def esrgan():
    """RRDB: dense blocks, their sums scaled, two times nearest and convolution."""
    m, width, growth = Maker(), 6, 4
    trunk = x = m.conv("x", keep(3, width))
    for _ in range(2):
        dense = [x]
        for i in range(3):
            y = m.conv(m.add("Concat", *dense, axis=1) if i else x, pattern(growth, width + i * growth, 3, 3))
            dense.append(m.add("LeakyRelu", y, alpha=0.2))
        y = m.conv(m.add("Concat", *dense, axis=1), pattern(width, width + 3 * growth, 3, 3))
        x = m.add("Add", m.add("Mul", y, m.weights(0.2)), x)
    x = m.add("Add", trunk, m.conv(x, pattern(width, width, 3, 3)))
    for _ in range(2):
        x = m.add("LeakyRelu", m.conv(nearest(m, x, 2), keep(width, width)), alpha=0.2)
    m.save("esrgan", m.conv(x, keep(width, 3)), opset=11, batch="batch")


def span():
    """SPAN: attention without parameters, from a sigmoid."""
    m, width, scale = Maker(), 8, 2
    first = x = m.conv("x", keep(3, width))
    for _ in range(2):
        y = m.conv(x, pattern(width, width, 3, 3))
        y = m.add("Mul", y, m.add("Sigmoid", y))
        y = m.conv(y, pattern(width, width, 3, 3))
        attention = m.add("Sub", m.add("Sigmoid", y), m.weights(0.5))
        x = m.add("Add", x, m.add("Mul", m.add("Add", y, x), attention))
    x = m.conv(m.add("Concat", first, x, axis=1), keep(2 * width, width, 1))
    m.save("span", shuffle(m, m.conv(x, spread(scale, width)), scale), opset=17)


def wide():
    """A part of the result comes from 8 pixels away."""
    m = Maker()
    weights = np.zeros((3, 3, 17, 17))
    for c in range(3):
        weights[c, c] = 0.3 / 17**2
        weights[c, c, 8, 8] += 0.7
    m.save("wide", nearest(m, m.conv("x", weights), 2))


def eats_margins():
    m = Maker()
    x = "x"
    for inside in (3, 8, 8):
        x = m.add("LeakyRelu", m.conv(x, keep(inside, 8), pad=0), alpha=0.1)
    m.save("margins", shuffle(m, m.conv(x, spread(2, 8), pad=0), 2), opset=11)


def multiples():
    """A U shape: halved twice and doubled twice, so that the sides must be multiples of 4."""
    m = Maker()
    x = m.conv("x", keep(3, 8))
    half = m.add("Relu", m.conv(x, pattern(8, 8, 2, 2), pad=0, strides=[2, 2]))
    quarter = m.add("Relu", m.conv(half, pattern(8, 8, 2, 2), pad=0, strides=[2, 2]))

    def doubled(y):
        return m.add("ConvTranspose", y, m.weights(pattern(8, 8, 2, 2)), kernel_shape=[2, 2], strides=[2, 2])

    x = m.add("Add", x, doubled(m.add("Add", half, doubled(quarter))))
    m.save("multiples", shuffle(m, m.conv(x, spread(2, 8)), 2), opset=13)


def size_by_shape():
    """The size of the result is calculated in the network, as PyTorch writes F.interpolate."""
    m = Maker()
    shape = m.add("Shape", "x")
    ends = m.add("Slice", shape, *(m.value(np.array([n])) for n in (2, 4, 0)))
    start = m.add("Slice", shape, *(m.value(np.array([n])) for n in (0, 2, 0)))
    sizes = m.add("Concat", start, m.add("Mul", ends, m.value(np.array([2]))), axis=0)
    x = m.add("Resize", m.conv("x", keep(3, 3)), "", "", sizes, mode="linear",
              coordinate_transformation_mode="half_pixel")
    m.save("size-by-shape", x, opset=13)


def bad():
    (FOLDER / "bad-empty.onnx").write_bytes(b"")
    (FOLDER / "bad-text.onnx").write_text("This is no network.\n" * 20)
    whole = (FOLDER / "residual.onnx").read_bytes()
    (FOLDER / "bad-truncated.onnx").write_bytes(whole[: len(whole) // 2])

    def one(name, operator, *inputs, maker=None, save=None, **attributes):
        m = maker or Maker()
        m.save(name, m.add(operator, *inputs, **attributes), **(save or {}))

    def info(name, element, shape):
        return helper.make_tensor_value_info(name, element, shape)

    m = Maker()
    one("bad-sound", "MatMul", "x", m.weights(pattern(160, 8)), maker=m, save={
        "inputs": [info("x", TensorProto.FLOAT, [1, 160])], "out": [1, 8]})
    m = Maker()
    one("bad-words", "Gather", m.weights(pattern(50, 8)), "x", maker=m, save={
        "inputs": [info("x", TensorProto.INT64, [1, 12])], "out": [1, 12, 8]})
    one("bad-two-inputs", "Add", "x", "y", save={
        "inputs": [info(name, TensorProto.FLOAT, [1, 3, *ANY]) for name in "xy"]})
    m = Maker()
    weights = keep(3, 3)
    weights[1, 1, 1, 1] = np.nan
    m.save("bad-nan", m.conv("x", weights))
    one("bad-average", "GlobalAveragePool", "x", save={"out": [1, 3, 1, 1]})
    m = Maker()
    one("bad-classes", "Flatten", m.add("GlobalAveragePool", "x"), maker=m, save={"out": [1, 3]})
    one("bad-smaller", "AveragePool", "x", kernel_shape=[2, 2], strides=[2, 2])
    m = Maker()
    m.save("bad-sixteen", nearest(m, nearest(m, "x", 4), 4))
    m = Maker()
    m.save("bad-negative", m.conv("x", -keep(3, 3), bias=np.ones(3)))
    m = Maker()
    x = m.conv("x", keep(3, 3) / 255, bias=np.full(3, -0.5))
    m.save("bad-range", m.conv(m.add("Tanh", x), keep(3, 3) * 255, bias=np.full(3, 127.5)))
    # an operator that nobody has, and one that OpenCV has not
    one("bad-made-up", "Sharpener", "x")
    one("bad-size-changes", "NonZero", "x", save={"out": [4, "n"]})
    m = Maker()
    huge = m.add("ConstantOfShape", m.value(np.array([1, 3, 90_000, 90_000])))
    m.save("bad-memory", m.add("Add", "x", huge), opset=11, size=(64, 64))
    m = Maker()
    x = "x"
    for _ in range(4):
        x = nearest(m, x, 8)
    m.save("bad-memory-resize", x)
    m = Maker()
    x = nearest(m, nearest(m, "x", 4), 4)
    for _ in range(40):
        x = m.add("MaxPool", x, kernel_shape=[255, 255], strides=[1, 1], pads=[127] * 4)
    m.save("bad-slow", x)

    # Large pictures take for ever, small ones a moment.
    m = Maker()
    x = "x"
    for _ in range(100):
        x = m.add("MaxPool", x, kernel_shape=[255, 255], strides=[1, 1], pads=[127] * 4)
    m.save("bad-slow-if-large", x)

    # 0 / 0 where a picture is black, where it is white, and where it is flat
    m = Maker()
    m.save("bad-nan-if-black", m.add("Mul", "x", m.add("Div", "x", "x")))
    m = Maker()
    dark = m.add("Sub", m.weights(1), "x")
    m.save("bad-nan-if-white", m.add("Mul", "x", m.add("Div", dark, dark)))
    m = Maker()
    weights = np.zeros((3, 3, 1, 2))
    weights[range(3), range(3)] = [1, -1]
    step = m.add("Conv", "x", m.weights(weights), kernel_shape=[1, 2], pads=[0, 0, 0, 1])
    m.save("bad-nan-if-flat", m.add("Mul", "x", m.add("Div", step, step)))

    # twice as large only for the first size that is tried
    m = Maker()
    m.save("bad-one-size", m.add("Resize", "x", "", "", m.value(np.array([1, 3, 130, 134])), mode="nearest",
                                 coordinate_transformation_mode="asymmetric", nearest_mode="floor"), opset=13)

    m = Maker()
    m.conv("x", keep(3, 3))
    outside = m.values[0]
    outside.ClearField("raw_data")
    outside.data_location = TensorProto.EXTERNAL
    for key, value in {"location": "../../secret", "length": "324"}.items():
        entry = outside.external_data.add()
        entry.key, entry.value = key, value
    m.save("bad-other-files", "t0")
    m = Maker()
    m.conv("x", keep(3, 3))
    m.values[0].raw_data = m.values[0].raw_data[:40]
    m.save("bad-missing-values", "t0")


residual("residual")
residual("scale-1", 1, opset=9)
residual("scale-3", 3, opset=13)
residual("scale-8", 8, 3, opset=17)
residual("gray", 2, channels=1)
residual("half-precision", 2, kind=np.float16, opset=17)
residual("fixed", 4, size=(64, 64), opset=13, out=[1, 3, 256, 256])
transposed()
old_shuffle()
compact()
upsampled("nearest-9", 9)
upsampled("nearest-11", 11)
esrgan()
span()
wide()
eats_margins()
multiples()
size_by_shape()
bad()
