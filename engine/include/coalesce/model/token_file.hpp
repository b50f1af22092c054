#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "coalesce/model/npy.hpp"

namespace coalesce {

// Files of tokens: a row a token, a column a coordinate. An .npy file is read as one, all others as text.

struct TokenShape {
    std::size_t rows = 0, columns = 0;  ///< at least 1 each
};

/// True if a file of this name is read as text: .csv, .tsv or .txt, whatever their case.
bool is_text_of_tokens(const std::filesystem::path& path);

/// Reads all tokens of a file.
/// @throws InputError naming the file, of a text its line and column, what was found and what is expected
NpyArray read_tokens(const std::filesystem::path& path);
/// Reads their number alone: of an .npy file its header, of a text the whole file.
TokenShape read_token_shape(const std::filesystem::path& path);

/// Parses a table of numbers. Columns are parted by semicolons, else by commas, else by blanks or tabs, as the first
/// row has them; between semicolons a number may have a decimal comma. A first row without any number is a header, and
/// empty lines and those that begin with # are left out.
/// @param origin  names the table in messages
/// @throws InputError  also for a number that is not finite, and for a row of zeros, which is no direction
NpyArray parse_token_text(std::string_view text, const std::string& origin);

}  // namespace coalesce
