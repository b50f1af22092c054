#pragma once

#include <cstddef>
#include <vector>

namespace coalesce {

/// A rectangle, origin top left.
struct SideBox {
    float x = 0, y = 0, width = 0, height = 0;
    bool operator==(const SideBox&) const = default;
};

/// Places of pictures side by side.
struct SidePlaces {
    /// One run: its picture, and the line under it that names what it has and the others have not.
    struct Place {
        SideBox picture, name;
    };
    std::vector<Place> runs;
    SideBox panels;             ///< of the plots; empty without them
    bool panels_below = false;  ///< the plots stand in a row below the pictures, else in a column beside them
};

/// Places one to four pictures in a rectangle: two beside each other, three and four in a row or in rows of two, and
/// the plots below or beside them, whichever leaves the largest spheres. A row that lacks a picture is centred.
/// @param area    all lengths in one unit
/// @param name    height of the line of a name
/// @param panels  leave a place for plots
SidePlaces side_by_side(std::size_t runs, const SideBox& area, float name, bool panels = false);

}  // namespace coalesce
