#pragma once

#include <string>
#include <vector>

#include "formula/box.hpp"

namespace coalesce::formula {

/// Parts of a line in the order of reading.
struct Item {
    enum class Kind { word, blank, box };
    Kind kind = Kind::word;
    std::string text{};  ///< of a word or a blank
    bool strong = false;
    Box box{};
    float width = 0;
    float gap = 0;       ///< before a box that does not begin a line
    bool glued = false;  ///< no line ends before it
    bool apart = false;  ///< of a formula on a line of its own
};

/// A word's text in the order of sight, or as it is written: what the surface wants. Boxes stand between.
struct Placed {
    std::string text{};  ///< empty: a box, or blanks
    bool strong = false;
    const Box* box = nullptr;
    float gap = 0;  ///< before it
};

/// Returns the items of a line from left to right, words of one weight as one text. Where the line has Hebrew or Arabic
/// the order is that of the Unicode bidirectional algorithm, in which a formula is one neutral object.
/// @param visual  texts are put into the order of sight, too, and Arabic letters joined
std::vector<Placed> in_order(const std::vector<Item>& line, bool visual);

}  // namespace coalesce::formula
