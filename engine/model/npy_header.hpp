#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace coalesce {

/// What the header of an .npy file says, after it was held against the size of the file.
struct NpyHeader {
    std::size_t rows = 0, columns = 0;  ///< both at least 1
    std::size_t item_size = 0;          ///< 4: float32, 8: float64
    std::size_t data_offset = 0;        ///< of the first value, bytes
};

/// Bytes of the file that parse_npy_header may need: numpy's headers are 128 bytes; one above 64 KiB is a lie.
constexpr std::size_t npy_longest_header = (1 << 16) + 12;

/// @param prefix     the first bytes of the file, at least npy_longest_header of them or all
/// @param file_size  of the whole file
/// @throws InputError naming `origin` and what is wrong
NpyHeader parse_npy_header(std::span<const unsigned char> prefix, std::uintmax_t file_size, const std::string& origin);

}  // namespace coalesce
