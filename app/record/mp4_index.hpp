#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "record/chapter.hpp"

namespace coalesce {

/// Copies the stream of a fragmented MP4 into a plain one, with an index of all frames before the frames, durations in
/// the headers, and no edit list. Does not encode again; takes as long as copying the file twice.
/// @param to     output file; incomplete if the function throws
/// @param shown  name of the film in messages
/// @param named  chapters of the copy, which a player sees as a list and as a text track
/// @param stop   polled meanwhile; true ends the work
/// @throws RunError  "cannot be given an index: reason" (disk full, stopped)
void write_indexed_mp4(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& shown,
                       const FilmChapters& named, const std::function<bool()>& stop);

}  // namespace coalesce
