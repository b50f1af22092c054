#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/settings.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "desk/background.hpp"
#include "desk/desk.hpp"
#include "desk/lab_panel.hpp"
#include "desk/widgets.hpp"
#include "lab/width_plots.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// The sweep is empty until it is known for these settings.
using InfiniteWidthStudy = studies::InfiniteWidthStudy;

/// Returns the settings that the sweep over n depends on; the others are zeroed.
InfiniteWidth swept(InfiniteWidth settings) {
    settings.n = settings.samples = 0;
    settings.matrices = false;
    return settings;
}

/// Work of the panel's thread; caches the sweep while the settings that it depends on stay the same.
class Sampler {
  public:
    void work(const InfiniteWidth& settings, const Background<InfiniteWidth, InfiniteWidthStudy>::Publish& publish,
              const Background<InfiniteWidth, InfiniteWidthStudy>::GoOn& go_on) {
        check(settings);
        InfiniteWidthStudy shown;
        shown.settings = settings;
        if (sweep_of_ == swept(settings)) shown.sweep = sweep_;
        WidthSamples layer, limit;
        std::int64_t done = 0;
        // The first portion takes one or two frames; each further one is as large as all before it.
        for (std::int64_t next = first_portion(settings); done < settings.samples; next = done) {
            const std::int64_t count = std::min(next, settings.samples - done);
            const auto start = std::chrono::steady_clock::now();
            studies::append(layer, studies::sample_as_set(settings, done, count));
            shown.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            studies::append(limit, sample_limit(settings, done, count));
            done += count;
            shown.result = summarise(settings, layer, limit);
            shown.layer = layer.output;
            shown.limit = limit.output;
            publish(shown);
            if (!go_on()) return;
        }
        if (!shown.sweep.n.empty()) return;
        const WidthSweep sweep = sweep_width(settings, [&](const WidthSweep& so_far) {
            shown.sweep = so_far;
            publish(shown);
            return go_on();
        });
        if (!go_on()) return;
        sweep_ = sweep;
        sweep_of_ = swept(settings);
    }

  private:
    static std::int64_t first_portion(const InfiniteWidth& settings) {
        if (settings.matrices) return std::max<std::int64_t>(2, 2'000'000 / (settings.n * settings.n * settings.heads));
        const std::int64_t work = std::max<std::int64_t>(32, settings.heads * settings.s * settings.s);
        const bool columns = settings.activation == Activation::relu && settings.n > 16;
        return std::max<std::int64_t>(200, (columns ? 4000 : 20000) * 32 / work);
    }

    WidthSweep sweep_;
    InfiniteWidth sweep_of_;
};

class InfiniteWidthPanel : public LabPanel {
  public:
    explicit InfiniteWidthPanel(std::function<void()> wake)
        : LabPanel("infinite-width"),
          background_(
              [sampler = std::make_shared<Sampler>()](const auto& settings, const auto& publish, const auto& go_on) {
                  sampler->work(settings, publish, go_on);
              },
              std::move(wake)) {
        background_.ask(settings_);
    }

    void draw(Desk& desk) override {
        const LabColumns columns;
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        if (columns.begin_settings()) draw_settings(desk, shown.get());
        ImGui::EndChild();
        if (columns.begin_plots() && shown) draw_plots(*shown, desk.settings.theme);
        ImGui::EndChild();
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        InfiniteWidth taken;  // the table's defaults, which assignments leave out
        assign(infinite_width_parameters(), assignments, taken);
        settings_ = taken;
        background_.ask(settings_);
    }

    std::string quantity(std::string_view name) const override {
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        if (name == "busy") return background_.busy() ? "true" : "false";
        if (name == "complaint") {
            const std::string complaint = background_.complaint();
            return complaint.empty() ? "none" : complaint;
        }
        if (name == "exported") return export_.state();
        if (!shown) return "";
        if (name == "n") return std::to_string(shown->result.settings.n);
        if (name == "samples") return std::to_string(shown->result.samples);
        if (name == "kl") return formatted("%.17g", shown->result.kl);
        if (name == "swept") return std::to_string(shown->sweep.n.size());
        return "";
    }

    std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const override {
        if (background_.busy()) return nullptr;
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        return shown ? lab::lab_of(*shown, theme) : nullptr;
    }

  private:
    void draw_settings(Desk& desk, const InfiniteWidthStudy* shown) {
        const bool relu = settings_.activation == Activation::relu;
        bool changed = relu ? lab_settings(infinite_width_parameters(), settings_)
                            : lab_settings(infinite_width_parameters(), settings_, {"gram"});
        if (changed) background_.ask(settings_);
        ImGui::Spacing();
        const std::string complaint = background_.complaint();
        ImGui::PushTextWrapPos(0);
        if (!complaint.empty())
            ImGui::TextColored(palette::warning(desk.settings.theme), "%s", complaint.c_str());
        else if (shown)
            draw_numbers(shown->result, desk.settings.theme);
        ImGui::PopTextWrapPos();
        ImGui::Spacing();
        export_.draw(desk.settings.theme);
    }

    void draw_numbers(const WidthResult& result, Theme theme) const {
        const std::string samples = grouped(static_cast<std::uint64_t>(result.samples));
        ImGui::TextDisabled("%s layers%s", samples.c_str(), background_.busy() ? ", more to come" : "");
        ImGui::TextColored(palette::measurement(theme), "Var y = %.4f", result.variance);
        ImGui::TextColored(palette::theory(theme), "in the limit %.4f, for H → ∞ %.4f", result.variance_limit,
                           result.infinite_heads);
        const std::string kl = std::isfinite(result.kl) ? short_text(result.kl) + " nats" : "∞: some outputs are 0";
        ImGui::Text("KL from the limit: %s", kl.c_str());
        if (result.kl_bias > 0) ImGui::TextDisabled("sampling adds %s", short_text(result.kl_bias).c_str());
    }

    static void draw_plots(const InfiniteWidthStudy& shown, Theme theme) {
        const float height = lab_plot_height(2);
        const float half = lab_half_width();
        draw_lab_chart("##density", "Density of the output y", {-1, height},
                       lab::width_density_chart(shown.result, theme));
        draw_lab_chart("##scores", "Score of the first token with itself", {half, height},
                       lab::width_score_chart(shown.result, theme));
        lab_beside();
        draw_lab_chart("##kl", "KL against n", {half, height},
                       lab::width_divergence_chart(shown.sweep, shown.result.settings.n, shown.result.kl, theme));
    }

    static constexpr std::int64_t shown_width = 16;  // at this n the eye can tell layer and limit apart
    InfiniteWidth settings_{.n = shown_width};
    Background<InfiniteWidth, InfiniteWidthStudy> background_;
};

}  // namespace

std::unique_ptr<LabPanel> make_infinite_width_panel(std::function<void()> wake) {
    return std::make_unique<InfiniteWidthPanel>(std::move(wake));
}

}  // namespace coalesce
