#pragma once

#include <string>
#include <vector>

namespace coalesce {

/// A text of a film and the seconds in which it is shown.
struct Subtitle {
    double from = 0, to = 0;
    std::string text;  ///< lines; an empty one would end the subtitle and is left out
};

/// Returns the text of a SubRip file (.srt): number, times and text of each, an empty line between them. Subtitles
/// without text or length are left out.
std::string subrip_text(const std::vector<Subtitle>& subtitles);

/// The name of the subtitles beside a film: "a.srt" of "a.mp4", "frames.srt" of "frames/".
std::string subtitles_beside(const std::string& film);

}  // namespace coalesce
