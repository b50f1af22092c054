#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "coalesce/model/settings.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "desk/background.hpp"
#include "desk/lab_panel.hpp"
#include "desk/widgets.hpp"
#include "lab/boards.hpp"

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

    void draw_parameters() override {
        const bool relu = settings_.activation == Activation::relu;
        const bool changed = relu ? lab_settings(infinite_width_parameters(), settings_)
                                  : lab_settings(infinite_width_parameters(), settings_, {"gram"});
        if (changed) background_.ask(settings_);
    }

    void draw_charts(Theme theme) override {
        if (const auto board = present(theme)) lab::draw_board(board->charts, ImGui::GetContentRegionAvail());
    }

    std::vector<lab::Readout> readouts(Theme theme) override {
        const auto board = present(theme);
        return board ? board->readouts : std::vector<lab::Readout>{};
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        InfiniteWidth taken;  // the table's defaults, which assignments leave out
        assign(infinite_width_parameters(), assignments, taken);
        if (taken == settings_) return;
        settings_ = taken;
        background_.ask(settings_);
    }
    std::vector<Assignment> settings() const override {
        std::vector<Assignment> all = assignments_of(infinite_width_parameters(), settings_);
        // The panel's default is not that of the table.
        if (settings_.n == InfiniteWidth{}.n) all.push_back("n=" + std::to_string(settings_.n));
        return all;
    }

    std::optional<lab::Course> course() const override { return lab::width_course(settings_); }

    /// Sweeps the width, as fast as its layers are drawn.
    void advance(double seconds) override {
        const lab::Course along = lab::width_course(settings_);
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        if (!playback_.playing) {
            playback_.share = lab::course_share(along, static_cast<double>(settings_.n));
            return;
        }
        if (!shown || shown->settings != settings_) return;
        playback_.advance(seconds);
        set_width(lab::course_place(along, playback_.share));
    }

    void go_to(double share) override {
        LabPanel::go_to(share);
        set_width(lab::course_place(lab::width_course(settings_), playback_.share));
    }

    std::string complaint() const override { return background_.complaint(); }

    std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const override {
        if (background_.busy()) return nullptr;
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        return shown ? lab::lab_of(*shown, theme) : nullptr;
    }

  private:
    std::string own_quantity(std::string_view name) const override {
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        if (name == "busy") return background_.busy() ? "true" : "false";
        if (!shown) return "";
        if (name == "n") return std::to_string(shown->result.settings.n);
        if (name == "samples") return std::to_string(shown->result.samples);
        if (name == "kl") return formatted("%.17g", shown->result.kl);
        if (name == "swept") return std::to_string(shown->sweep.n.size());
        return "";
    }

    std::optional<lab::Board> present(Theme theme) const {
        const std::shared_ptr<const InfiniteWidthStudy> shown = background_.latest();
        if (!shown) return {};
        return lab::width_board(*shown, background_.busy(), theme);
    }

    void set_width(double n) {
        const auto width = static_cast<std::int64_t>(n);
        if (width == settings_.n) return;
        settings_.n = width;
        background_.ask(settings_);
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
