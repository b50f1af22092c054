#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "lab/boards.hpp"
#include "lab/width_plots.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using Kind = Readout::Kind;

std::vector<Readout> width_readouts(const WidthResult& result, bool more) {
    std::vector<Readout> all;
    all.push_back({"n = " + grouped(static_cast<std::uint64_t>(result.settings.n)), Kind::plain});
    all.push_back({grouped(static_cast<std::uint64_t>(result.samples)) + " layers" + (more ? ", more to come" : ""),
                   Kind::faint});
    all.push_back({formatted("$\\Var y = %.4f$", result.variance), Kind::measurement});
    all.push_back({formatted("in the limit %.4f, ", result.variance_limit) +
                       formatted("for $H \\to \\infty$ %.4f", result.infinite_heads),
                   Kind::theory});
    all.push_back({formatted("difference %+.4f", result.variance - result.variance_limit), Kind::measurement});
    all.push_back(
        {"KL from the limit: " + (std::isfinite(result.kl) ? short_text(result.kl) + " nats" : "∞: some outputs are 0"),
         Kind::plain});
    if (result.kl_bias > 0) all.push_back({"sampling adds " + short_text(result.kl_bias), Kind::faint});
    return all;
}

}  // namespace

Course width_course(const InfiniteWidth& settings) {
    constexpr double widest = 1'000'000, widest_built = 256;  // of the settings' table, and of check()
    const double least = std::max<double>(2, static_cast<double>(settings.head_width));
    const double most = settings.matrices ? widest_built : widest;
    return {.label = "width n",
            .from = std::min(least, most),
            .until = most,
            .logarithmic = true,
            .whole = true,
            .parameter = true};
}

Board width_board(const studies::InfiniteWidthStudy& study, bool more, Theme theme) {
    Board board;
    board.readouts = width_readouts(study.result, more);
    board.charts.push_back({"density", "Density of the output $y$", width_density_chart(study.result, theme)});
    board.charts.push_back({"scores", "Score of the first token with itself", width_score_chart(study.result, theme)});
    board.charts.push_back(
        {"kl", "KL against $n$", width_divergence_chart(study.sweep, study.result.settings.n, study.result.kl, theme)});
    return board;
}

std::string width_words(const InfiniteWidth& w) {
    std::string text = formatted("s = %.0f", w.s) + formatted(", H = %.0f", static_cast<double>(w.heads));
    if (w.head_width > 0) text += formatted(", head width %.0f", static_cast<double>(w.head_width));
    text += w.activation == Activation::relu ? ", ReLU" : ", clip to ±100";
    text += w.scaling == ScoreScaling::linear ? ", scores / n" : ", scores / √n";
    return text + " · " + grouped(static_cast<std::uint64_t>(w.samples)) + " layers" +
           (w.matrices ? ", every matrix built" : "");
}

}  // namespace coalesce::lab
