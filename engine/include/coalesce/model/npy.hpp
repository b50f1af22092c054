#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "coalesce/model/npy_header.hpp"

namespace coalesce {

/// An array read from an .npy file, row-major.
struct NpyArray {
    std::size_t rows = 0;        ///< at least 1
    std::size_t columns = 0;     ///< at least 1; 1 for an array of one dimension
    std::vector<double> values;  ///< rows × columns
};

/// Reads an array of one or two dimensions: float16, float32 or float64, either byte order, C or Fortran order (format
/// versions 1.0 to 3.0).
///
/// The header is checked against the size of the file before anything is allocated.
/// @throws InputError naming the file and what is wrong with it
NpyArray read_npy(const std::filesystem::path& path);
/// Reads the header alone, checked against the size of the file.
NpyHeader read_npy_header(const std::filesystem::path& path);
/// Parses an .npy file in memory (used by the fuzz target).
NpyArray parse_npy(std::span<const unsigned char> bytes, const std::string& origin);

/// Reads the next bytes of a file, as many as it is asked for; returns their number, fewer only at its end.
using NextBytes = std::function<std::size_t(unsigned char* bytes, std::size_t count)>;
/// Reads the values that follow a header. Throws InputError naming `origin` if they end early.
NpyArray read_npy_values(const NpyHeader& header, const NextBytes& next, const std::string& origin);

/// Writes rows×columns float64, complete or not at all; columns = 0 writes a 1-D array. Throws RunError.
void write_npy(const std::filesystem::path& path, std::span<const double> values, std::size_t rows,
               std::size_t columns);
/// Returns the bytes of that file before its values.
std::string npy_header_bytes(std::size_t rows, std::size_t columns);

}  // namespace coalesce
