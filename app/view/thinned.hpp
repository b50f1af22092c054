#pragma once

#include <vector>

namespace coalesce {

/// A curve with no more points than an eye can tell apart: of the points that fall into one of `columns` equal parts of
/// the time axis the first, the lowest, the highest and the last stay, in their order. Points without a value (NaN) are
/// gaps and stay.
/// @param logarithmic  parts are equal in log time; times are > 0
void thin_curve(std::vector<double>& time, std::vector<double>& value, bool logarithmic, int columns);

}  // namespace coalesce
