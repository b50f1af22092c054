#include "coalesce/observe/histogram.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <string>

#include "coalesce/model/error.hpp"
#include "coalesce/model/random.hpp"
#include "coalesce/observe/token_sample.hpp"
#include "observe/histogram_kernel.hpp"

namespace coalesce {
namespace {

constexpr std::size_t all_pairs_up_to = 2000;
constexpr std::size_t sampled_pairs = 2'000'000;
constexpr std::size_t all_tokens_up_to = most_observed;
constexpr std::size_t few_pairs = std::size_t{1} << 18;

Histogram empty_histogram(double from, double to, int bins) {
    if (bins < 1) throw InputError("histogram bins: found " + std::to_string(bins) + ", expected at least 1");
    return {from, to, std::vector<double>(static_cast<std::size_t>(bins), 0.0)};
}

/// Adds to a bin; values outside by rounding go to the end bins.
void count(Histogram& histogram, double value, double weight) {
    const double bins = static_cast<double>(histogram.density.size());
    const double place = (value - histogram.from) / (histogram.to - histogram.from) * bins;
    histogram.density[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1))] += weight;
}

void scale_to_density(Histogram& histogram) {
    const double total = std::accumulate(histogram.density.begin(), histogram.density.end(), 0.0);
    if (total <= 0) return;
    for (double& value : histogram.density) value /= total * histogram.width();
}

/// Counts the pairs (i, i + distance mod N) for every i.
void count_pairs(Histogram& histogram, const Cloud& cloud, std::size_t distance) {
    const std::size_t n = cloud.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t j = i + distance < n ? i + distance : i + distance - n;
        const double weight = cloud.weighted() ? cloud.mass(i) * cloud.mass(j) : 1.0;
        count(histogram, dot(cloud.token(i), cloud.token(j)), weight);
    }
}

/// A run of pairs (i + k, j + k), k < count.
struct PairRun {
    std::size_t i, j, count;
};

/// All pairs at some distances, drawn by counter, in runs of at most `longest`.
std::vector<PairRun> some_distances(std::size_t n) {
    constexpr std::size_t longest = 4096;
    std::vector<PairRun> runs;
    const CounterRandom random(0, Stream::sampling);
    const auto cut = [&](std::size_t i, std::size_t j, std::size_t length) {
        for (std::size_t k = 0; k < length; k += longest) runs.push_back({i + k, j + k, std::min(longest, length - k)});
    };
    for (std::size_t round = 0; round * n < sampled_pairs; ++round) {
        const double uniform = random.uniforms(round, 0)[0];
        const std::size_t drawn = 1 + static_cast<std::size_t>(uniform * static_cast<double>(n - 1));
        const std::size_t distance = std::min(drawn, n - 1);
        cut(0, distance, n - distance);
        cut(n - distance, 0, distance);
    }
    return runs;
}

/// Returns `number` runs of `length` consecutive tokens, evenly spread by index, each paired with a run that begins at
/// a random index.
std::vector<PairRun> some_runs(std::size_t n) {
    constexpr std::size_t length = 128, number = few_pairs / length;
    std::vector<PairRun> runs;
    const CounterRandom random(0, Stream::sampling);
    for (std::size_t k = 0; k < number; ++k) {
        const double room = static_cast<double>(n - length), uniform = random.uniforms(k, 1)[0];
        const std::size_t i = (2 * k + 1) * (n - length) / (2 * number);
        const std::size_t j = std::min(static_cast<std::size_t>(uniform * room), n - length);
        // A token has no pair with itself: if the drawn run is this run, the next one is taken, at the end the one
        // before.
        runs.push_back({i, j == i ? j + 1 - 2 * (j / (n - length)) : j, length});
    }
    return runs;
}

/// Bins of one task; neighbouring pairs use different rows, which avoids waiting for a store to a shared bin.
class PairBins {
  public:
    explicit PairBins(int bins) : bins_(static_cast<std::size_t>(bins)), sum_(rows * bins_, 0.0) {}

    void add(const Cloud& cloud, const PairRun& run) {
        const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                                 cloud.dimension() == 3 ? cloud.axis(2).data() : nullptr};
        bin_.resize(run.count);
        kernel::product_bins(axis, cloud.dimension(), run.i, run.j, run.count, static_cast<int>(bins_), bin_.data());
        for (std::size_t k = 0; k < run.count; ++k) {
            const double weight = cloud.weighted() ? cloud.mass(run.i + k) * cloud.mass(run.j + k) : 1.0;
            sum_[k % rows * bins_ + static_cast<std::size_t>(bin_[k])] += weight;
        }
    }
    void add_to(std::vector<double>& density) const {
        for (std::size_t k = 0; k < sum_.size(); ++k) density[k % bins_] += sum_[k];
    }

  private:
    static constexpr std::size_t rows = 4;
    std::size_t bins_;
    std::vector<double> sum_;
    std::vector<std::int32_t> bin_;
};

void count_runs(Histogram& histogram, const Cloud& cloud, const std::vector<PairRun>& runs) {
    // A fixed number of tasks gives sums one order, whatever the number of threads.
    constexpr std::size_t tasks = 16;
    std::vector<PairBins> part(tasks, PairBins(static_cast<int>(histogram.density.size())));
    oneapi::tbb::parallel_for(std::size_t{0}, tasks, [&](std::size_t task) {
        for (std::size_t r = task * runs.size() / tasks; r < (task + 1) * runs.size() / tasks; ++r)
            part[task].add(cloud, runs[r]);
    });
    for (const PairBins& each : part) each.add_to(histogram.density);
}

}  // namespace

std::vector<double> plane_angles(const Cloud& cloud, const LeadingSpace& space) {
    const bool own_plane = cloud.dimension() == 3 && space.kind == LeadingSpace::Kind::circle;
    const Vec3 u = own_plane ? space.basis[0] : Vec3{1, 0, 0};
    const Vec3 v = own_plane ? space.basis[1] : Vec3{0, 1, 0};
    const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                             cloud.dimension() == 3 ? cloud.axis(2).data() : nullptr};
    std::vector<double> angles(cloud.size());
    constexpr std::size_t block = 4096;
    oneapi::tbb::parallel_for(std::size_t{0}, (cloud.size() + block - 1) / block, [&](std::size_t k) {
        kernel::plane_angles(axis, cloud.dimension(), u, v, k * block, std::min((k + 1) * block, cloud.size()),
                             angles.data());
    });
    return angles;
}

Histogram angle_histogram(std::span<const double> angles, std::span<const double> masses, int bins) {
    Histogram histogram = empty_histogram(-std::numbers::pi, std::numbers::pi, bins);
    const std::size_t n = angles.size(), tasks = n <= all_tokens_up_to ? 1 : 16;
    std::vector<Histogram> part(tasks, histogram);
    oneapi::tbb::parallel_for(std::size_t{0}, tasks, [&](std::size_t task) {
        for (std::size_t i = task * n / tasks; i < (task + 1) * n / tasks; ++i)
            count(part[task], angles[i], masses.empty() ? 1.0 : masses[i]);
    });
    for (const Histogram& each : part)
        for (std::size_t k = 0; k < histogram.density.size(); ++k) histogram.density[k] += each.density[k];
    scale_to_density(histogram);
    return histogram;
}

Histogram inner_product_histogram(const Cloud& cloud, int bins) {
    Histogram histogram = empty_histogram(-1, 1, bins);
    const std::size_t n = cloud.size();
    if (n < 2) return histogram;
    if (n <= all_pairs_up_to) {
        // Distances d and N - d give the same pairs: 1..N-1 counts
        // every pair twice, which leaves the density unchanged.
        for (std::size_t distance = 1; distance < n; ++distance) count_pairs(histogram, cloud, distance);
    } else {
        count_runs(histogram, cloud, n <= all_tokens_up_to ? some_distances(n) : some_runs(n));
    }
    scale_to_density(histogram);
    return histogram;
}

}  // namespace coalesce
