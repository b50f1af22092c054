#include "coalesce/studies/infinite_width_study.hpp"

#include <algorithm>
#include <chrono>

#include "studies/infinite_width_matrices.hpp"
#include "studies/settings_result.hpp"

namespace coalesce::studies {
namespace {

// Work of a sample, in units of one of two heads and four tokens by the layer's law: for the estimate of the time
// left, right to a factor of two.

double limit_cost(const InfiniteWidth& w) {
    return std::max(1.0, static_cast<double>(w.heads) * w.s * w.s / 32);
}

double cost(const InfiniteWidth& w) {
    const auto n = static_cast<double>(w.n), heads = static_cast<double>(w.heads);
    if (w.matrices) return 0.02 * n * (n + 3 * heads * static_cast<double>(w.width_of_head()) + 4 * w.s);
    if (w.activation == Activation::clip) return limit_cost(w);
    const bool columns = w.gram == GramLaw::columns || (w.gram == GramLaw::automatic && w.n <= 256);
    return limit_cost(w) + (columns ? 0.1 * n : 6) * w.s * w.s / 16;
}

double sweep_cost_at(InfiniteWidth w) {
    w.matrices = false;
    const double work = std::max(32.0, static_cast<double>(w.heads) * w.s * w.s);
    return 5 * std::max(500.0, 50'000 * 32 / work) * (cost(w) + limit_cost(w));
}

double sweep_cost(InfiniteWidth w) {
    double sum = 0;
    for (const std::int64_t n : {4, 16, 64, 256, 1024, 4096, 16384, 65536}) {
        w.n = n;
        if (n >= w.head_width) sum += sweep_cost_at(w);
    }
    return sum;
}

/// Statistics of one quantity as two columns.
void add_statistics(Table& table, const std::string& name, const std::vector<SeedStatistics>& statistics) {
    std::vector<double> mean, deviation;
    for (const SeedStatistics& s : statistics) {
        mean.push_back(s.mean);
        deviation.push_back(s.deviation);
    }
    table.add(name + "mean", mean, "nats").add(name + "deviation", deviation, "nats");
}

}  // namespace

void append(WidthSamples& to, const WidthSamples& from) {
    to.output.insert(to.output.end(), from.output.begin(), from.output.end());
    to.variance.insert(to.variance.end(), from.variance.begin(), from.variance.end());
    to.score.insert(to.score.end(), from.score.begin(), from.score.end());
}

WidthSamples sample_as_set(const InfiniteWidth& settings, std::int64_t first, std::int64_t count) {
    return settings.matrices ? sample_matrices(settings, first, count) : sample_layer(settings, first, count);
}

InfiniteWidth infinite_width_settings(const std::vector<Assignment>& set) {
    InfiniteWidth settings;
    assign(infinite_width_parameters(), set, settings);
    check(settings);
    return settings;
}

InfiniteWidthStudy compute_infinite_width(const InfiniteWidth& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    InfiniteWidthStudy study;
    study.settings = settings;
    const auto samples = static_cast<double>(settings.samples);
    const double layer = samples * cost(settings), limit = samples * limit_cost(settings);
    const double all = layer + limit + sweep_cost(settings);
    double before = 0;
    // In portions, so that the progress moves.
    const auto draw = [&](WidthSamples& into, double work, const auto& sampler) {
        const std::int64_t portion = std::max<std::int64_t>(1, settings.samples / 100);
        for (std::int64_t done = 0; done < settings.samples; done += portion) {
            append(into, sampler(settings, done, std::min(portion, settings.samples - done)));
            progress((before + work * static_cast<double>(into.output.size()) / samples) / all);
        }
        before += work;
    };
    WidthSamples at_width, in_limit;
    draw(at_width, layer, sample_as_set);
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    draw(in_limit, limit, sample_limit);
    study.result = summarise(settings, at_width, in_limit);
    study.layer = std::move(at_width.output);
    study.limit = std::move(in_limit.output);
    study.sweep = sweep_width(settings, [&](const WidthSweep& so_far) {
        InfiniteWidth width = settings;
        width.n = so_far.n.back();
        before += sweep_cost_at(width);
        progress(std::min(1.0, before / all));
        return true;
    });
    progress(1);
    return study;
}

Result result_of(const InfiniteWidthStudy& study) {
    const WidthResult& found = study.result;
    const WidthSweep& sweep = study.sweep;
    Result result;
    result.put("lab", "infinite-width");
    put_settings(result, "settings", infinite_width_parameters(), study.settings);
    result.put("sample_seconds", study.seconds, "s")
        .put("kl", found.kl, "nats")
        .put("kl_bias", found.kl_bias, "nats")
        .put("kl_kernel", found.kl_kernel, "nats")
        .put("variance", found.variance)
        .put("variance_limit", found.variance_limit)
        .put("variance_infinite_heads", found.infinite_heads)
        .put("score_std_limit", found.score_limit)
        .put("kl_against_n.seeds", sweep.seeds)
        .put("kl_against_n.samples", sweep.samples);
    Table points{"kl_against_n.points", {{"n", sweep.n}}};
    add_statistics(points, "", sweep.kl);
    result.put(std::move(points));
    Table file{"kl", {{"n", sweep.n}}};
    add_statistics(file, "kl_", sweep.kl);
    add_statistics(file, "kl_kernel_", sweep.kernel);
    result.files = {std::move(file)};
    result.arrays = {{"samples", study.layer}, {"limit", study.limit}};
    return result;
}

}  // namespace coalesce::studies
