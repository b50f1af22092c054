#pragma once

#include <algorithm>
#include <vector>

#include "formula/marks.hpp"

namespace coalesce::formula {

/// A part of a formula that is set: what is drawn, from an origin on the base line, y downwards.
struct Box {
    float width = 0, ascent = 0, descent = 0;
    float italics = 0;        ///< what its last letter reaches beyond the width at the top
    float accent = -1;        ///< x over which an accent stands; < 0: the middle
    std::uint32_t glyph = 0;  ///< the one glyph that it is, for kerning; 0: anything else
    std::vector<Glyph> glyphs{};
    std::vector<Rule> rules{};
    std::vector<Run> runs{};

    float height() const { return ascent + descent; }

    /// Draws another box with its origin at (x, y), and takes it into ascent and descent.
    void add(const Box& other, float x, float y) {
        draw(other, x, y);
        ascent = std::max(ascent, other.ascent - y);
        descent = std::max(descent, other.descent + y);
    }
    void draw(const Box& other, float x, float y) {
        const auto moved = [&](auto part) {
            part.x += x;
            part.y += y;
            return part;
        };
        for (const Glyph& each : other.glyphs) glyphs.push_back(moved(each));
        for (const Rule& each : other.rules) rules.push_back(moved(each));
        for (const Run& each : other.runs) runs.push_back(moved(each));
    }

    /// The same at another size.
    Box scaled(float by) const {
        Box box = *this;
        const auto scale = [by](auto&... lengths) { ((lengths *= by), ...); };
        scale(box.width, box.ascent, box.descent, box.italics, box.accent);
        for (Glyph& each : box.glyphs) scale(each.x, each.y, each.size);
        for (Rule& each : box.rules) scale(each.x, each.y, each.width, each.height);
        for (Run& each : box.runs) scale(each.x, each.y, each.size, each.width);
        return box;
    }
};

}  // namespace coalesce::formula
