#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "coalesce/model/npy.hpp"

namespace coalesce {

/// Tokens of an .npz archive, which numpy.savez and numpy.savez_compressed write.
struct NpzTokens {
    NpyArray tokens;             ///< array `tokens`
    std::vector<double> masses;  ///< array `masses`, a number > 0 a token; empty: the archive has none
};

/// Reads the arrays `tokens` and `masses`; others are passed over.
/// @throws InputError naming the file and what is wrong with it
NpzTokens read_npz(const std::filesystem::path& path);
/// Reads the header of `tokens` alone.
NpyHeader read_npz_header(const std::filesystem::path& path);
/// Parses an archive in memory (used by the fuzz target).
NpzTokens parse_npz(std::span<const unsigned char> bytes, const std::string& origin);

/// Writes tokens, rows×columns, and a mass for each, complete or not at all, without packing them. Throws RunError.
void write_npz(const std::filesystem::path& path, std::span<const double> tokens, std::size_t rows, std::size_t columns,
               std::span<const double> masses);

}  // namespace coalesce
