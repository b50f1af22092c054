#pragma once

#include <string>

#include "desk/theorem_pictures.hpp"

namespace coalesce {

/// The explanation of a row of the Theory panel.
struct TheoremCard {
    bool open = false;
    std::string row;            ///< that is explained
    std::string under_mouse{};  ///< row of the panel under the mouse in the last frame; empty: none
    int panel_frame = -1;       ///< Dear ImGui's number of the frame that last showed the panel
    bool top = false;           ///< another row is explained: the card scrolls up
    TheoremPictures pictures{};
};

}  // namespace coalesce
