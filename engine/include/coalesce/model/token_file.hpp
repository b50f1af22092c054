#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/npy.hpp"

namespace coalesce {

// Files of tokens: a row a token, a column a coordinate. One column holds angles, which become points of the circle.
// Files ending in .csv, .tsv or .txt are text, .npz is an archive of arrays, all others are .npy.

/// The size of a file of tokens.
struct TokenShape {
    std::size_t rows = 0, columns = 0;  ///< at least 1 each; 2 columns where the file has angles
    bool angles = false;                ///< the file has a number a token, an angle in radians
};

/// The tokens of a file.
struct TokenRows {
    NpyArray array;                ///< coordinates, not normalised; angles as (cos, sin)
    std::vector<double> masses{};  ///< a number > 0 a token; empty: the file has none
};

/// True if a file of this name is read as text: .csv, .tsv or .txt, whatever their case.
bool is_text_of_tokens(const std::filesystem::path& path);

/// True for .npy and .npz.
bool is_array_of_tokens(const std::filesystem::path& path);

/// Reads all tokens of a file.
/// @throws InputError naming the file, of a text its line and column, what was found and what is expected
TokenRows read_tokens(const std::filesystem::path& path);
/// Reads their number alone: of an array its header, of a text the whole file.
TokenShape read_token_shape(const std::filesystem::path& path);

/// Parses a table of numbers. Columns are parted by semicolons, else by commas, else by blanks or tabs, as the first
/// row has them; between semicolons a number may have a decimal comma. A first row without any number is a header, and
/// empty lines and those that begin with # are left out.
/// @param origin  names the table in messages
/// @throws InputError  also for a number that is not finite, and for a row of two or more zeros, which is no direction
NpyArray parse_token_text(std::string_view text, const std::string& origin);

}  // namespace coalesce
