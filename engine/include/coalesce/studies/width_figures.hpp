#pragma once

#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "coalesce/studies/width_result.hpp"

namespace coalesce::studies {

inline constexpr const char* width_source =
    "Sakai, Karakida, Imaizumi 2025, Infinite-width limit of a single attention layer";

/// A figure of IW, with its settings: s = 4, 50 000 samples, 10 seeds.
struct WidthFigureSpec {
    enum class Varied { width, heads, scaling };
    std::string_view name;   ///< "2a"
    std::string_view about;  ///< for --help
    std::string_view title;
    Varied varied = Varied::width;
    std::vector<InfiniteWidth> settings{};
    bool divergence = true;  ///< the second plot is KL; else scores or nothing
};
const std::vector<WidthFigureSpec>& width_figure_specs();

struct WidthFigure {
    static constexpr int seeds = 10;
    /// One setting, over all seeds.
    struct Case {
        InfiniteWidth settings;
        WidthResult result;  ///< of the first seed
        std::vector<WidthDivergence> divergences;

        SeedStatistics kl() const;
        SeedStatistics kernel() const;  ///< of KL by kernel estimates
    };

    const WidthFigureSpec* spec = nullptr;
    std::vector<Case> cases;
};
/// @param name  of one of width_figure_specs()
/// @param set   samples alone may be set, and the first seed
/// @throws InputError
WidthFigure prepare_width_figure(std::string_view name, const std::vector<Assignment>& set);
/// Computes all cases of a prepared figure.
WidthFigure compute_width_figure(WidthFigure figure, const Progress& progress);
/// File kl: a row a setting and seed.
Result result_of(const WidthFigure& figure);

}  // namespace coalesce::studies
