#pragma once

#include <vector>

namespace coalesce::reference {

/// Probability that two samples of one continuous law lie as far apart (Kolmogorov–Smirnov, large samples).
double two_sample_p(std::vector<double> a, std::vector<double> b);

}  // namespace coalesce::reference
