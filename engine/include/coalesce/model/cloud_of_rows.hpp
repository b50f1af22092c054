#pragma once

#include <cstddef>
#include <string>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// A caller's N×d array of float32 or float64, in any order.
struct StridedRows {
    const void* data = nullptr;
    bool single = false;               ///< float32; else float64
    std::size_t rows = 0;              ///< N
    std::size_t columns = 0;           ///< d, 2 or 3
    std::ptrdiff_t row_stride = 0;     ///< from token to token, in numbers
    std::ptrdiff_t column_stride = 0;  ///< from coordinate to coordinate, in numbers
};

/// Copies tokens. A row that is no unit vector to within rounding is scaled to one.
/// @param origin  names the array in messages
/// @throws InputError  a coordinate is not finite, or a row is zero: "x: row 3: found the zero vector, …"
Cloud cloud_of_rows(const StridedRows& array, const std::string& origin);

}  // namespace coalesce
