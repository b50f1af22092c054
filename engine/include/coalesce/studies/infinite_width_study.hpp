#pragma once

#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "coalesce/studies/width_result.hpp"

namespace coalesce::studies {

/// Infinite width: all that the laboratory shows of one setting. A window shows fewer samples first, and no sweep.
struct InfiniteWidthStudy {
    InfiniteWidth settings;
    std::vector<double> layer, limit;  ///< outputs
    WidthResult result;
    WidthSweep sweep;    ///< divergence over the width
    double seconds = 0;  ///< that drawing the finite layers took
};
/// @throws InputError  for an unknown key, a wrong value, and rules that span several keys
InfiniteWidth infinite_width_settings(const std::vector<Assignment>& set);
InfiniteWidthStudy compute_infinite_width(const InfiniteWidth& settings, const Progress& progress);
/// File kl and arrays samples and limit: the outputs.
Result result_of(const InfiniteWidthStudy& study);

/// Appends samples.
void append(WidthSamples& to, const WidthSamples& from);
/// Draws samples `first` … first + count - 1 by the law of the matrix products, or by matrices where the settings say
/// so.
WidthSamples sample_as_set(const InfiniteWidth& settings, std::int64_t first, std::int64_t count);

}  // namespace coalesce::studies
