#include "coalesce/studies/width_figures.hpp"

#include <algorithm>

#include "coalesce/model/error.hpp"
#include "studies/settings_result.hpp"

namespace coalesce::studies {
namespace {

using Case = WidthFigure::Case;

std::vector<InfiniteWidth> widths(Activation activation) {
    std::vector<InfiniteWidth> all;
    for (const std::int64_t n : {16, 64, 256, 1024}) all.push_back({.n = n, .activation = activation});
    return all;
}

SeedStatistics statistics(const Case& one, double WidthDivergence::*member) {
    std::vector<double> values;
    for (const WidthDivergence& divergence : one.divergences) values.push_back(divergence.*member);
    return over_seeds(values);
}

std::vector<Check> width_checks(const WidthFigure& figure) {
    if (figure.spec->varied != WidthFigureSpec::Varied::width) return {};
    int astray = 0;
    for (std::size_t k = 1; k < figure.cases.size(); ++k)
        astray += figure.cases[k].kl().mean >= figure.cases[k - 1].kl().mean;
    return {{"widths at which KL is no smaller than at the one before", static_cast<double>(astray), 0}};
}

/// One row of the file kl.
struct SeedRow {
    const InfiniteWidth* settings;
    std::int64_t seed;
    const WidthDivergence* found;
};

Table seeds_table(const WidthFigure& figure) {
    std::vector<SeedRow> rows;
    for (const Case& one : figure.cases)
        for (std::size_t k = 0; k < one.divergences.size(); ++k)
            rows.push_back({&one.settings, one.settings.seed + static_cast<std::int64_t>(k), &one.divergences[k]});
    const auto word = [](std::string_view key) {
        return [parameter = find_in(infinite_width_parameters(), key)](const SeedRow& row) {
            return std::get<std::string>(parameter->get(*row.settings));
        };
    };
    return rows_of("kl", rows)
        .column("figure", [&](const SeedRow&) { return figure.spec->name; })
        .column("n", [](const SeedRow& row) { return row.settings->n; })
        .column("heads", [](const SeedRow& row) { return row.settings->heads; })
        .column("head_width", [](const SeedRow& row) { return row.settings->width_of_head(); })
        .column("activation", word("activation"))
        .column("scaling", word("scaling"))
        .column("seed", &SeedRow::seed)
        .column("samples", [](const SeedRow& row) { return row.settings->samples; })
        .column(
            "kl", [](const SeedRow& row) { return row.found->value; }, "nats")
        .column(
            "kl_bias", [](const SeedRow& row) { return row.found->bias; }, "nats")
        .column(
            "kl_kernel", [](const SeedRow& row) { return row.found->kernel; }, "nats")
        .table;
}

}  // namespace

const std::vector<WidthFigureSpec>& width_figure_specs() {
    static const std::vector<WidthFigureSpec> all = {
        {.name = "1",
         .about = "densities for n = 16 to 1024 against the limit, and KL against n",
         .title = "Wider layers approach a limit that is not Gaussian",
         .settings = widths(Activation::clip)},
        {.name = "2a",
         .about = "scores at n = 256, divided by √n and by n",
         .title = "Scores divided by √n stay random, divided by n they vanish",
         .varied = WidthFigureSpec::Varied::scaling,
         .settings = {{.n = 256}, {.n = 256, .scaling = ScoreScaling::linear}},
         .divergence = false},
        {.name = "2b",
         .about = "densities for 1 and 256 heads at n = 256 against limit and Gaussian",
         .title = "The output of one head is not Gaussian, that of 256 nearly is",
         .varied = WidthFigureSpec::Varied::heads,
         .settings = {{.n = 256, .heads = 1}, {.n = 256, .heads = 256}}},
        {.name = "3",
         .about = "low rank: heads of width 64, n = 64 H, for 1, 4 and 16 heads",
         .title = "Low rank: heads of width 64",
         .varied = WidthFigureSpec::Varied::heads,
         .settings = {{.n = 64, .heads = 1, .head_width = 64},
                      {.n = 256, .heads = 4, .head_width = 64},
                      {.n = 1024, .heads = 16, .head_width = 64}}},
        {.name = "5",
         .about = "as 1 with ReLU",
         .title = "ReLU makes tokens alike; wider layers approach its limit as well",
         .settings = widths(Activation::relu)}};
    return all;
}

SeedStatistics Case::kl() const {
    return statistics(*this, &WidthDivergence::value);
}

SeedStatistics Case::kernel() const {
    return statistics(*this, &WidthDivergence::kernel);
}

WidthFigure prepare_width_figure(std::string_view name, const std::vector<Assignment>& set) {
    for (const Assignment& assignment : set) {
        const std::string_view key = std::string_view(assignment).substr(0, assignment.find('='));
        if (key == "samples" || key == "seed" || !find_in(infinite_width_parameters(), key)) continue;
        throw InputError("--set " + assignment + ": found a value for " + std::string(key) +
                         ", expected none: the figure sets it");
    }
    InfiniteWidth user;
    user.seed = 0;
    assign(infinite_width_parameters(), set, user);
    WidthFigure figure;
    figure.spec = &*std::find_if(width_figure_specs().begin(), width_figure_specs().end(),
                                 [&](const WidthFigureSpec& spec) { return spec.name == name; });
    for (InfiniteWidth settings : figure.spec->settings) {
        settings.samples = user.samples;
        settings.seed = user.seed;
        figure.cases.push_back({settings, {}, {}});
    }
    return figure;
}

WidthFigure compute_width_figure(WidthFigure figure, const Progress& progress) {
    std::size_t done = 0;
    for (Case& one : figure.cases) {
        const InfiniteWidth& settings = one.settings;
        one.result = summarise(settings, sample_layer(settings, 0, settings.samples),
                               sample_limit(settings, 0, settings.samples));
        for (int k = 0; k < WidthFigure::seeds; ++k) {
            InfiniteWidth seeded = settings;
            seeded.seed += k;
            one.divergences.push_back(width_divergence(seeded));
            progress(static_cast<double>(++done) / static_cast<double>(WidthFigure::seeds * figure.cases.size()));
        }
    }
    return figure;
}

Result result_of(const WidthFigure& figure) {
    Result result;
    result.put("lab", "infinite-width")
        .put("figure", figure.spec->name)
        .put("title", figure.spec->title)
        .put("source", width_source)
        .put("seeds", WidthFigure::seeds);
    for (std::size_t k = 0; k < figure.cases.size(); ++k) {
        const Case& one = figure.cases[k];
        const std::string path = "kl." + std::to_string(k) + ".";
        put_settings(result, path + "settings", infinite_width_parameters(), one.settings);
        result.put(path + "mean", one.kl().mean, "nats")
            .put(path + "deviation", one.kl().deviation, "nats")
            .put(path + "kernel_mean", one.kernel().mean, "nats")
            .put(path + "kernel_deviation", one.kernel().deviation, "nats")
            .put(path + "variance", one.result.variance)
            .put(path + "variance_limit", one.result.variance_limit);
    }
    result.files = {seeds_table(figure)};
    result.checks = width_checks(figure);
    return result;
}

}  // namespace coalesce::studies
