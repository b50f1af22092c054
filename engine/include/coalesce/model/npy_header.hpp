#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace coalesce {

/// The header of an .npy file, checked against the size of the file.
struct NpyHeader {
    std::size_t rows = 0, columns = 0;  ///< both at least 1; an array of one dimension has one column
    std::size_t item_size = 0;          ///< 2: float16, 4: float32, 8: float64
    bool big_endian = false;            ///< the most significant byte of a value is first
    bool fortran_order = false;         ///< values are written column by column
    std::size_t data_offset = 0;        ///< bytes before the first value
};

/// Bytes of the file that parse_npy_header may need. numpy's headers are 128 bytes; 64 KiB bounds corrupt ones.
constexpr std::size_t npy_longest_header = (1 << 16) + 12;

/// @param prefix     the first bytes of the file: npy_longest_header or more, or the whole file
/// @param file_size  bytes of the whole file
/// @throws InputError naming `origin` and the error
NpyHeader parse_npy_header(std::span<const unsigned char> prefix, std::uintmax_t file_size, const std::string& origin);

}  // namespace coalesce
