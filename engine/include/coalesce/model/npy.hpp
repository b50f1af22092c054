#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "coalesce/model/npy_header.hpp"

namespace coalesce {

/// A matrix read from an .npy file, row-major.
struct NpyArray {
    std::size_t rows = 0;        ///< at least 1
    std::size_t columns = 0;     ///< at least 1
    std::vector<double> values;  ///< rows × columns
};

/// Reads a 2-D little-endian float32 or float64 array in C order (format versions 1.0 to 3.0).
///
/// The header is checked against the size of the file before anything is allocated.
/// @throws InputError naming the file and what is wrong with it
NpyArray read_npy(const std::filesystem::path& path);
/// Reads the header alone, checked against the size of the file.
NpyHeader read_npy_header(const std::filesystem::path& path);
/// Parses an .npy file in memory (used by the fuzz target).
NpyArray parse_npy(std::span<const unsigned char> bytes, const std::string& origin);

/// Writes rows×columns float64, complete or not at all; columns = 0 writes a 1-D array. Throws RunError.
void write_npy(const std::filesystem::path& path, std::span<const double> values, std::size_t rows,
               std::size_t columns);

}  // namespace coalesce
