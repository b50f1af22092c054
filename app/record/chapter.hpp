#pragma once

#include <string>
#include <vector>

namespace coalesce {

/// A named part of a film, which players list.
struct Chapter {
    std::string title;
    int from = 0, to = 0;  ///< its first frame, and the one after its last
};

/// Chapters of a film, in order, and the rate of the frames that they count.
struct FilmChapters {
    std::vector<Chapter> chapters;
    int fps = 30;
};

}  // namespace coalesce
