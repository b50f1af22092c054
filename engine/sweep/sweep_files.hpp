#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "coalesce/sweep/sweep_table.hpp"

namespace coalesce {

// The files of a sweep's folder.

/// Most bytes of a file of a sweep: a table of 10^8 rows.
inline constexpr std::size_t largest_sweep_table = std::size_t{10} << 30;

/// True of names of files with rows in order of arrival: unfinished.rows, unfinished-2-of-3.rows.
bool is_sweep_rows(std::string_view name);
/// Takes the lines of such a file up to the first that is torn. Returns the bytes of those taken.
std::size_t read_sweep_rows(const std::filesystem::path& path, SweepTable& table);
/// Takes all rows of a folder: sweep.csv, and those in order of arrival. @throws InputError  the table is damaged
void read_sweep_folder(const std::filesystem::path& folder, SweepTable& table);

}  // namespace coalesce
