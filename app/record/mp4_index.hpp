#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace coalesce {

/// Copies the one stream of a fragmented MP4 into a plain one: an index of all frames before the frames themselves,
/// durations in its headers, no edit list. Nothing is encoded anew; the time is that of two copies of the file.
/// @param to    written whole, or not to be used
/// @param shown  how messages call the film
/// @param stop  asked as it goes on; true ends the work
/// @throws RunError "cannot be given an index: reason" (disk full, stopped)
void write_indexed_mp4(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& shown,
                       const std::function<bool()>& stop);

}  // namespace coalesce
