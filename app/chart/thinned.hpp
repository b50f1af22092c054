#pragma once

#include <vector>

namespace coalesce::chart {

/// Thins a curve for drawing: the time axis is divided into `columns` equal parts, and in each the first, the lowest,
/// the highest and the last point are kept, in their order. Points without a value (NaN) are gaps and are kept.
/// @param logarithmic  parts are equal in log time; times are > 0
void thin_curve(std::vector<double>& time, std::vector<double>& value, bool logarithmic, int columns);

}  // namespace coalesce::chart
