#pragma once

#include <vector>

#include "formula/marks.hpp"
#include "formula/text.hpp"

namespace coalesce::formula {

struct Line {
    float from = 0, width = 0;                ///< horizontally
    float base = 0, ascent = 0, descent = 0;  ///< the base line, and what stands above and below it
};

/// Text set into lines. All lengths are in the units of the size that it was set in, x to the right from the left edge,
/// y downwards from the upper edge.
struct Layout {
    std::vector<Glyph> glyphs;
    std::vector<Rule> rules;
    std::vector<Run> runs;
    std::vector<Line> lines;
    float width = 0, height = 0;  ///< of the widest line, of all lines
    /// Of the first line: from the upper edge to its base line. Of the last: from its base line to the lower edge.
    float ascent = 0, descent = 0;
};

enum class Flush { left, centre, right };

struct Setting {
    float size = 16;  ///< height of a line of words
    float width = 0;  ///< lines break there; 0: only where a paragraph ends
    Flush flush = Flush::left;
    bool strong = false;  ///< all words, as in a title
    float leading = 0;    ///< between lines, in sizes
    float after = 0.25f;  ///< between paragraphs, in sizes
};

/// Sets text into lines. Words break at blanks and between Chinese and Japanese characters, a formula behind its
/// relations and binary operators outside of brackets; a formula that is wider even so is set smaller until it fits.
/// Empty text has no line.
Layout lay_out(const Text& text, const Setting& setting, WordMetrics& words);

}  // namespace coalesce::formula
