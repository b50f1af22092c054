#pragma once

#include <span>
#include <vector>

namespace coalesce {

/// Gaussian kernel density estimate of samples, with the bandwidth std · N^{-1/5} of Scott 1992, as in the figures of
/// IW. Samples are first shared between the two nearest of 2048 bins, which blurs by a quarter of a percent of a
/// bandwidth.
class KernelDensity {
  public:
    /// @param samples  at least two different ones
    explicit KernelDensity(std::span<const double> samples);
    double operator()(double x) const;
    double bandwidth() const { return bandwidth_; }
    double lowest() const { return from_; }
    double highest() const { return to_; }

  private:
    double from_ = 0, to_ = 0, step_ = 1, bandwidth_ = 1;
    std::vector<double> mass_;  ///< mass at every bin; sums to 1
};

/// Mean of the densities N(0, v) over variances v: an estimate, unbiased at every point, of the density of outputs that
/// are N(0, v) given v. Variances are first shared between the two nearest of 1024 bins of log v.
class ScaleMixture {
  public:
    /// @param variances  at least one, ≥ 0
    explicit ScaleMixture(std::span<const double> variances);
    struct Estimate {
        double log_density = 0;        ///< finite even if the density underflows
        double relative_variance = 0;  ///< (error / density)², over samples of this size
    };
    Estimate estimate(double x) const;
    double operator()(double x) const;
    /// Share of samples with v = 0: an atom at 0, which the density omits.
    double atom() const { return atom_; }
    double largest_std() const;

  private:
    struct Bin {
        double variance, mass;
    };
    std::vector<Bin> bins_;
    double atom_ = 0, count_ = 0;
};

struct Divergence {
    double value = 0;  ///< Kullback–Leibler divergence, nats; infinite if the first law has an atom
    /// Mean contribution of sampling: ½ ∫ p (Var p̂/p² + Var q̂/q²), to leading order in 1/N.
    double bias = 0;
};

/// Computes ∫ p log(p/q) of two symmetric densities, each estimated from its variances; `value` is ≥ 0 and contains
/// `bias`, of order 1e-6 at 50 000 samples: kernel estimates of the outputs themselves have 5e-4.
Divergence divergence(const ScaleMixture& p, const ScaleMixture& q);

/// The same for kernel estimates on 500 points over both samples' range, as the published script computes it.
double divergence(const KernelDensity& p, const KernelDensity& q);

}  // namespace coalesce
