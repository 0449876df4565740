// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors and symmetric matrices of four numbers: the edges of a rectangle and how sure they are.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace upscale {

using Vector4 = std::array<double, 4>;
using Matrix4 = std::array<Vector4, 4>;

inline Matrix4 diagonal(double value) {
    Matrix4 matrix{};
    for (std::size_t i = 0; i < 4; ++i) matrix[i][i] = value;
    return matrix;
}

inline Vector4 operator+(Vector4 a, const Vector4& b) {
    for (std::size_t i = 0; i < 4; ++i) a[i] += b[i];
    return a;
}

inline Vector4 operator-(Vector4 a, const Vector4& b) {
    for (std::size_t i = 0; i < 4; ++i) a[i] -= b[i];
    return a;
}

inline Matrix4 operator+(Matrix4 a, const Matrix4& b) {
    for (std::size_t i = 0; i < 4; ++i) a[i] = a[i] + b[i];
    return a;
}

inline Vector4 operator*(const Matrix4& a, const Vector4& b) {
    Vector4 product{};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t k = 0; k < 4; ++k) product[i] += a[i][k] * b[k];
    return product;
}

inline Matrix4 operator*(const Matrix4& a, const Matrix4& b) {
    Matrix4 product{};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t k = 0; k < 4; ++k)
            for (std::size_t j = 0; j < 4; ++j) product[i][j] += a[i][k] * b[k][j];
    return product;
}

/// weight · v vᵀ
inline Matrix4 outer(const Vector4& v, double weight = 1) {
    Matrix4 product{};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t k = 0; k < 4; ++k) product[i][k] = weight * v[i] * v[k];
    return product;
}

/// By Gauss and Jordan with pivots; nullopt if the matrix is singular.
inline std::optional<Matrix4> inverse(Matrix4 matrix) {
    Matrix4 result = diagonal(1);
    for (std::size_t column = 0; column < 4; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column + 1; row < 4; ++row)
            if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
        const double value = matrix[pivot][column];
        if (!(std::abs(value) > 1e-300)) return std::nullopt;
        std::swap(matrix[pivot], matrix[column]);
        std::swap(result[pivot], result[column]);
        for (std::size_t k = 0; k < 4; ++k) {
            matrix[column][k] /= value;
            result[column][k] /= value;
        }
        for (std::size_t row = 0; row < 4; ++row) {
            if (row == column) continue;
            const double factor = matrix[row][column];
            for (std::size_t k = 0; k < 4; ++k) {
                matrix[row][k] -= factor * matrix[column][k];
                result[row][k] -= factor * result[column][k];
            }
        }
    }
    return result;
}

}  // namespace upscale
