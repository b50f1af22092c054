#pragma once

#include <set>
#include <string>

namespace coalesce::formula {

/// Returns the built-in mathematical font with the glyphs of some characters alone, for files that carry it. The same
/// characters give the same bytes. Throws RunError if HarfBuzz cannot.
std::string font_subset(const std::set<char32_t>& characters);

}  // namespace coalesce::formula
