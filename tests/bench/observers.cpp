// Times of observers, at the size of the sample that most of them use and at a million tokens.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/model/law.hpp"
#include "coalesce/observe/clusters.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/observe/harmonics.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/lineage.hpp"
#include "coalesce/observe/mean_shift.hpp"
#include "coalesce/observe/mesh_modes.hpp"
#include "coalesce/observe/phases.hpp"
#include "coalesce/observe/sliced_wasserstein.hpp"
#include "coalesce/observe/sphere_density.hpp"
#include "coalesce/observe/state_sums.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/alignment.hpp"

using namespace coalesce;

namespace {

constexpr std::int64_t sampled = 65536, million = 1'000'000;

/// Arrangements that are easy or hard for linking.
enum class Arrangement { uniform, clumps, apart, hair, ring };

/// Tokens about points, drawn in turn from discs of radius `radius`.
Cloud about(const std::vector<Vec3>& centres, int dimension, std::size_t count, double radius) {
    Cloud cloud = draw(UniformLaw{}, dimension, count, 1);
    for (std::size_t i = 0; i < count; ++i)
        cloud.set_token(i, normalised(add(centres[i % centres.size()], scaled(cloud.token(i), radius))));
    return cloud;
}

std::vector<Vec3> fibonacci(std::size_t count) {
    std::vector<Vec3> points;
    for (std::size_t k = 0; k < count; ++k) {
        const double z = 1 - (2 * static_cast<double>(k) + 1) / static_cast<double>(count), r = std::sqrt(1 - z * z);
        const double azimuth = M_PI * (3 - std::sqrt(5.0)) * static_cast<double>(k);
        points.push_back({r * std::cos(azimuth), r * std::sin(azimuth), z});
    }
    return points;
}

/// Clouds are kept: drawing a million tokens takes longer than most measurements.
const Cloud& cloud_of(Arrangement arrangement, int dimension, std::int64_t count) {
    static std::map<std::array<std::int64_t, 3>, Cloud> kept;
    Cloud& cloud = kept[{static_cast<std::int64_t>(arrangement), dimension, count}];
    if (cloud.size() > 0) return cloud;
    const auto n = static_cast<std::size_t>(count);
    switch (arrangement) {
        case Arrangement::uniform:
            return cloud = draw(UniformLaw{}, dimension, n, 1);
        case Arrangement::clumps:
            return cloud = about({{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}}, dimension, n, 0.02);
        case Arrangement::apart:  // centres some 0.11 apart, discs of 0.02: gaps of 0.07
            return cloud = about(fibonacci(1000), dimension, n, 0.02);
        case Arrangement::hair: {  // discs of 0.1 that come within 0.1 of one another
            const double half = 0.15023;
            return cloud = about({{std::cos(half), std::sin(half), 0}, {std::cos(half), -std::sin(half), 0}}, dimension,
                                 n, 0.1);
        }
        case Arrangement::ring: {  // two rings of latitude, 0.1 and a hair apart: every token is a near miss
            cloud = draw(UniformLaw{}, dimension, n, 1);
            for (std::size_t i = 0; i < n; ++i) {
                const double latitude = i % 2 ? 0.05001 : -0.05001,
                             azimuth = std::atan2(cloud.token(i)[1], cloud.token(i)[0]);
                const Vec3 x{std::cos(latitude) * std::cos(azimuth), std::cos(latitude) * std::sin(azimuth),
                             std::sin(latitude)};
                // Tilted, so that boxes along the axes do not separate the rings.
                cloud.set_token(i, {x[0], 0.6 * x[1] - 0.8 * x[2], 0.8 * x[1] + 0.6 * x[2]});
            }
            return cloud;
        }
    }
    return cloud;
}

void link(benchmark::State& state, Arrangement arrangement, int dimension, double angle) {
    const Cloud& cloud = cloud_of(arrangement, dimension, state.range(0));
    std::size_t clusters = 0;
    for (auto _ : state) clusters = link_clusters(cloud, angle).clusters.size();
    state.counters["clusters"] = static_cast<double>(clusters);
}
BENCHMARK_CAPTURE(link, uniform_linked, Arrangement::uniform, 3, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, uniform_percolating, Arrangement::uniform, 3, 0.008)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, uniform_apart, Arrangement::uniform, 3, 0.001)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, few_clumps, Arrangement::clumps, 3, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, many_clumps, Arrangement::apart, 3, 0.07)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, hair_apart, Arrangement::hair, 3, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, rings_a_hair_apart, Arrangement::ring, 3, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, circle_linked, Arrangement::uniform, 2, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(link, circle_apart, Arrangement::uniform, 2, 3e-5)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

void track(benchmark::State& state, Arrangement arrangement, double angle) {
    Clustering clustering = link_clusters(cloud_of(arrangement, 3, state.range(0)), angle);
    ClusterTracker tracker;
    for (auto _ : state) tracker.track(clustering);
}
BENCHMARK_CAPTURE(track, one, Arrangement::uniform, 0.1)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(track, clumps, Arrangement::apart, 0.06)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(track, every_token, Arrangement::uniform, 0.001)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

/// Tracks two states of a cloud about to percolate, a fortieth of the linking angle apart: thousands of clusters trade
/// tokens.
void track_change(benchmark::State& state) {
    const double angle = 0.012;
    Cloud cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    Clustering before = link_clusters(cloud, angle);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        cloud.set_token(i, normalised(add(x, scaled(cross({std::sin(3e3 * x[0]), x[1], x[2]}, x), angle / 40))));
    }
    Clustering after = link_clusters(cloud, angle);
    ClusterTracker tracker;
    for (auto _ : state) {
        tracker.track(before);
        tracker.track(after);
    }
}
BENCHMARK(track_change)->Arg(sampled)->UseRealTime()->MeasureProcessCPUTime();

/// Finds groups, as at every observation.
void groups(benchmark::State& state, Arrangement arrangement, int dimension, double beta) {
    const Cloud& cloud = cloud_of(arrangement, dimension, state.range(0));
    std::size_t count = 0;
    for (auto _ : state) count = counted(find_groups(cloud, beta, grain_of(cloud)).clustering.clusters);
    state.counters["groups"] = static_cast<double>(count);
}
BENCHMARK_CAPTURE(groups, uniform, Arrangement::uniform, 3, 100)
    ->Arg(10000)
    ->Arg(sampled)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(groups, clumps, Arrangement::clumps, 3, 100)->Arg(sampled)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(groups, circle, Arrangement::uniform, 2, 100)->Arg(sampled)->UseRealTime()->MeasureProcessCPUTime();

void lineage(benchmark::State& state, Arrangement arrangement, double angle) {
    Clustering clustering = link_clusters(cloud_of(arrangement, 3, state.range(0)), angle);
    ClusterTracker().track(clustering);
    Lineage lineage;
    MergeTracker merges;
    double time = 0;
    for (auto _ : state) {
        lineage.observe(time, clustering);
        merges.observe(time, clustering, 0.1);
        time += 1;
    }
}
BENCHMARK_CAPTURE(lineage, clumps, Arrangement::apart, 0.06)->Arg(sampled)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(lineage, every_token, Arrangement::uniform, 0.001)
    ->Arg(sampled)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

void spread(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::apart, 3, state.range(0));
    const Clustering clustering = link_clusters(cloud, 0.06);
    for (auto _ : state) benchmark::DoNotOptimize(spread_within(cloud, clustering));
}
BENCHMARK(spread)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

/// A field of the size that softmax at β = 9 has, without the time of computing one.
Field some_field(const Cloud& cloud) {
    Field field;
    field.attention.resize(cloud.dimension(), cloud.size());
    field.log_partition.resize(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        for (int k = 0; k < cloud.dimension(); ++k)
            field.attention.axis(k)[i] = 0.8 * x[static_cast<std::size_t>(k)] + 0.01 * x[0];
        field.log_partition[i] = 4 + x[1];
    }
    return field;
}

void sums(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    Model model = Model::standard(3);
    model.beta = 9;
    model.V = Matrix::diagonal(3, {1, 1, 0.5});
    const LeadingSpace space = leading_space(model);
    const Field field = some_field(cloud);
    for (auto _ : state) benchmark::DoNotOptimize(measure_tokens(cloud, model, field, space));
}
BENCHMARK(sums)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void inner_products(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(inner_product_histogram(cloud, 100));
}
BENCHMARK(inner_products)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void angles(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(angle_histogram(plane_angles(cloud, {}), {}, 100));
}
BENCHMARK(angles)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void shift(benchmark::State& state, Arrangement arrangement, int dimension) {
    const Cloud& cloud = cloud_of(arrangement, dimension, state.range(0));
    std::size_t modes = 0;
    for (auto _ : state) modes = mean_shift(cloud, 1.0 / 3).modes.size();
    state.counters["modes"] = static_cast<double>(modes);
}
BENCHMARK_CAPTURE(shift, uniform, Arrangement::uniform, 3)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(shift, clumps, Arrangement::clumps, 3)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(shift, circle, Arrangement::uniform, 2)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

void modes_on_mesh(benchmark::State& state, Arrangement arrangement, int dimension) {
    const Cloud& cloud = cloud_of(arrangement, dimension, state.range(0));
    std::size_t modes = 0;
    for (auto _ : state) modes = mesh_modes(cloud, 1.0 / 3).modes.size();
    state.counters["modes"] = static_cast<double>(modes);
}
BENCHMARK_CAPTURE(modes_on_mesh, uniform, Arrangement::uniform, 3)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(modes_on_mesh, clumps, Arrangement::clumps, 3)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(modes_on_mesh, circle, Arrangement::uniform, 2)
    ->Arg(sampled)
    ->Arg(million)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

void density_map(benchmark::State& state, double width) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(token_density(cloud, width));
}
BENCHMARK_CAPTURE(density_map, wide, 1.0 / 3)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(density_map, narrow, 0.05)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void sliced(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 3, state.range(0));
    const std::vector<SphereComponent> law{{0.5, {1, 0, 0}, 0.02}, {0.5, {0, 0, 1}, 0.1}};
    for (auto _ : state) benchmark::DoNotOptimize(sliced_w1(cloud, law));
}
BENCHMARK(sliced)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void harmonics(benchmark::State& state, int dimension, int largest) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, dimension, state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(harmonic_amplitudes(cloud, largest));
}
BENCHMARK_CAPTURE(harmonics, sphere, 3, 5)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(harmonics, fine_sphere, 3, 30)->Arg(sampled)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(harmonics, circle, 2, 30)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

void circle_distance(benchmark::State& state) {
    const Cloud& cloud = cloud_of(Arrangement::uniform, 2, state.range(0));
    const std::function<double(double)> law = [](double angle) {
        return 0.5 + angle / (2 * M_PI) + 0.01 * std::sin(angle);
    };
    for (auto _ : state) benchmark::DoNotOptimize(circle_w1(plane_angles(cloud, {}), {}, law));
}
BENCHMARK(circle_distance)->Arg(sampled)->Arg(million)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace

int main(int argc, char** argv) {
    // Large allocations make the allocator keep freed pages, as after a simulation of a million tokens.
    std::vector<double>(3'000'000, 1.0).swap(*std::make_unique<std::vector<double>>());
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
