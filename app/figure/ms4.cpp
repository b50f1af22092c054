#include <algorithm>
#include <chrono>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/kept_frames.hpp"
#include "figure/paper.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "model/error.hpp"
#include "model/text.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

/// Energy may fall by this share of itself, rounding: plateaus are those of a few lumps, whose field is right to some
/// 1e-15 β; while the field is in single precision, the energy rises by far more than that is off.
constexpr double allowed_fall = 1e-12;

/// Whether theory says that the energy never decreases: Q^T K symmetric and V a positive multiple of it (MP; then
/// every velocity is a positive multiple of that token's gradient).
bool energy_promised(const Model& model) {
    const Matrix b = query_key(model);
    const double ratio = spectral_norm(model.V) / spectral_norm(b);
    double off = 0;
    for (int i = 0; i < b.dimension; ++i)
        for (int j = 0; j < b.dimension; ++j)
            off = std::max({off, std::abs(b(i, j) - b(j, i)), std::abs(model.V(i, j) - ratio * b(i, j)) / ratio});
    return !model.causal && off <= 1e-9 * spectral_norm(b);
}

/// Largest fall of the energy below what it was before, relative to it.
double largest_fall(const std::vector<Measurement>& series) {
    double highest = 0, fall = 0;
    for (const Measurement& row : series) {
        highest = std::max(highest, row.energy);
        fall = std::max(fall, (highest - row.energy) / highest);
    }
    return fall;
}

/// A plateau of the pairing phase: clusters far apart have 2βE = Σ mass².
struct Level {
    double from, to, value;
};

class Ms4 : public Figure {
  public:
    explicit Ms4(SceneDocument document) : document_(std::move(document)) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        Simulation simulation(document_.scene);
        simulation.set_linking_angle(document_.view.linking_angle);
        KeptFrames frames(simulation, document_.view.histogram_bins);
        const double until = document_.scene.time.until, first = document_.scene.time.dt;
        series_.push_back(simulation.measure());
        while (simulation.time() < until) {
            simulation.step_towards(until);
            series_.push_back(simulation.measure());
            frames.look(simulation);
            progress(std::clamp(std::log(simulation.time() / first) / std::log(until / first), 0.0, 1.0));
        }
        phases_ = simulation.phases();
        merges_ = simulation.merges();
        // Plateaus are of the pairing phase; while tokens fall to the plane crowds of the poles meet too.
        if (const Phase* pairing = phase("pairing"))
            std::erase_if(merges_, [&](const Merge& merge) { return merge.time < pairing->from; });
        steps_ = simulation.steps();
        find_levels(frames);
        choose_panels(frames);
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override {
        // Between the two tokens gather within E_max: "heat" where that is before heat's collapse, else "clustering".
        const Phase *first = phase("alignment"), *last = phase("pairing");
        const bool in_order = first && last && first == &phases_.front() && first->to <= last->from;
        std::vector<Check> list{{"phases missing or out of order", in_order ? 0.0 : 1.0, 0},
                                {"clusters at the end", static_cast<double>(series_.back().clusters), 1}};
        if (energy_promised(document_.scene.model))
            list.push_back({"largest fall of the energy, relative", largest_fall(series_), allowed_fall});
        return list;
    }

    std::string to_json() const override {
        const Scene& scene = document_.scene;
        Json json{{"figure", "ms4"}, {"title", title}, {"source", source_of("Fig. 4")}};
        json["settings"] = {{"tokens", panels_.back().size()},   {"seed", scene.tokens.seed},
                            {"beta", scene.model.beta},          {"method", "adaptive"},
                            {"tolerance", scene.time.tolerance}, {"until", scene.time.until}};
        json["scene"] = scene_json(document_);
        json["steps"] = steps_;
        json["seconds"] = seconds_;
        json["phases"] = Json::array();
        for (const Phase& phase : phases_)
            json["phases"].push_back(
                {{"name", phase.name}, {"from", phase.from}, {"to", phase.to}, {"criterion", phase.criterion}});
        json["merges"] = Json::array();
        for (const Merge& merge : merges_)
            json["merges"].push_back(
                {{"time", merge.time}, {"masses", {merge.masses[0], merge.masses[1]}}, {"angle", merge.angle}});
        json["plateaus"] = Json::array();
        for (const Level& level : levels_)
            json["plateaus"].push_back({{"from", level.from},
                                        {"to", level.to},
                                        {"sum_of_squared_masses", level.value},
                                        {"two_beta_energy_at_its_end", scaled_energy(level.to)}});
        json["energy_monotone_by_theory"] = energy_promised(scene.model);
        json["panels"] = Json::array();
        for (const Frame& frame : panels_)
            json["panels"].push_back({{"time", frame.time}, {"clusters", frame.now.clusters}});
        add_acceptance(json, checks());
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, document_.view.theme};
        Page page{.height = plot_place(canvas).y + plot_place(canvas).height + canvas.px(16)};
        ViewState view = document_.view;
        view.hud = false;
        view.distance = 2.8;
        const int count = static_cast<int>(panels_.size());
        const std::vector<Rectangle> places =
            row(width, 0, 0, canvas.px(header_points(1) + 24), width / columns, columns);
        for (int k = 0; k < count; ++k)
            page.spheres.push_back({places[static_cast<std::size_t>(k)], &panels_[static_cast<std::size_t>(k)], view});
        return page;
    }

    void draw(const Canvas& canvas) const override {
        const Scene& scene = document_.scene;
        draw_header(
            canvas, title, "after " + source_of("Fig. 4"),
            {thousands(panels_.back().size()) + " tokens on S²" + format(" · β = %.4g", scene.model.beta) +
             " · adaptive steps to t = " + scientific(scene.time.until) + " · " + describe_regime(scene.model)});
        std::vector<float> at;  // pixel column of each panel's time
        plot_energy(canvas, at);
        connect(canvas, at);
    }

  private:
    static constexpr const char* title = "Three phases on a logarithmic clock: alignment, clustering, pairing";
    static constexpr int columns = 6;

    double scaled_energy(double time) const {
        const auto after =
            std::find_if(series_.begin(), series_.end() - 1, [&](const Measurement& row) { return row.time >= time; });
        const auto before = after == series_.begin() || after->time == time ? after : after - 1;
        return 2 * document_.scene.model.beta * before->energy;
    }

    const Phase* phase(std::string_view name) const {
        const auto found = std::find_if(phases_.begin(), phases_.end(), [&](const Phase& p) { return p.name == name; });
        return found == phases_.end() ? nullptr : &*found;
    }

    /// One level between the merges, from the clusters that are there.
    void find_levels(const KeptFrames& frames) {
        if (!phase("pairing")) return;
        double from = phase("pairing")->from;
        for (std::size_t k = 0; k <= merges_.size(); ++k) {
            const double to = k < merges_.size() ? merges_[k].time : series_.back().time;
            double squares = 0;
            for (const Cluster& cluster : frames.nearest(from).clusters) squares += cluster.mass * cluster.mass;
            if (to > from) levels_.push_back({from, to, squares});
            from = to;
        }
    }

    /// Start, alignment and its end, tokens that gather, start of pairing, between its merges, end.
    void choose_panels(const KeptFrames& frames) {
        std::vector<double> times{0};
        const Phase *alignment = phase("alignment"), *pairing = phase("pairing");
        if (pairing) {
            // Tokens gather between the end of alignment and the start of pairing, which may be the same.
            const double from = alignment ? alignment->to : 0, first = document_.scene.time.dt;
            const bool gathers = pairing->from > from;
            if (gathers) times.push_back(from);
            times.push_back(std::sqrt(std::max(gathers ? from : first, first) * pairing->from));
            times.push_back(pairing->from);
            if (merges_.size() > 1)
                times.push_back(std::sqrt(merges_[merges_.size() / 2].time * merges_[merges_.size() / 2 - 1].time));
        }
        times.push_back(shown_until());
        for (const double time : times) {
            const Frame& frame = frames.nearest(time);
            if (panels_.empty() || frame.time > panels_.back().time) panels_.push_back(frame);
        }
    }

    /// Two decades after the last merge nothing moves any more.
    double shown_until() const {
        const double end = series_.back().time;
        if (merges_.empty() || series_.back().clusters > 1) return end;
        return std::min(end, 100 * merges_.back().time);
    }

    Rectangle plot_place(const Canvas& canvas) const {
        const int top = canvas.px(header_points(1) + 24) + canvas.width / columns + canvas.px(62);
        return {canvas.px(16), top, canvas.width - canvas.px(32), canvas.px(280)};
    }

    void plot_energy(const Canvas& canvas, std::vector<float>& at) const {
        if (!begin_plot("##energy", plot_place(canvas))) return;
        const double beta2 = 2 * document_.scene.model.beta, left = std::log10(10 * document_.scene.time.dt);
        const double right = std::log10(shown_until());
        std::vector<double> time, energy;
        double top = 0;
        for (const Measurement& row : series_) {
            time.push_back(std::log10(std::max(row.time, 1e-300)));
            energy.push_back(beta2 * row.energy);
            top = std::max(top, energy.back());
        }
        ImPlot::SetupAxes("time t", "energy 2βE");
        ImPlot::SetupAxesLimits(left, right, 0, 1.16 * top, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, left, right, 14);
        ImPlot::SetupLegend(ImPlotLocation_NorthWest);
        draw_bands(canvas, left, right, 1.16 * top);
        ImPlot::PlotLine("measured", time.data(), energy.data(), static_cast<int>(time.size()),
                         line(palette::measurement(canvas.theme), 3.5f * canvas.scale));
        draw_levels(canvas);
        draw_merges(canvas);
        for (const Frame& panel : panels_) {
            const double place = std::clamp(std::log10(std::max(panel.time, 1e-300)), left, right);
            at.push_back(ImPlot::PlotToPixels(place, 0).x);
        }
        ImPlot::EndPlot();
    }

    void draw_bands(const Canvas& canvas, double left, double right, double top) const {
        ImDrawList& list = *ImPlot::GetPlotDrawList();
        for (const Phase& phase : phases_) {
            const double from = std::clamp(std::log10(std::max(phase.from, 1e-300)), left, right);
            const double to = std::clamp(std::log10(phase.to), left, right);
            const ImVec2 a = ImPlot::PlotToPixels(from, top), b = ImPlot::PlotToPixels(to, 0);
            const ImVec4 colour = palette::phase(phase.name, canvas.theme);
            ImPlot::PushPlotClipRect();
            list.AddRectFilled(a, b, ImGui::GetColorU32(faded(colour, 0.16f)));
            list.AddRectFilled(a, {b.x, a.y + 4 * canvas.scale}, ImGui::GetColorU32(colour));
            ImPlot::PopPlotClipRect();
            draw_text(canvas, semibold_font(), 15, {(a.x + b.x) / 2, a.y - 23 * canvas.scale}, Align::centre,
                      palette::text(canvas.theme), phase.name);
        }
    }

    void draw_levels(const Canvas& canvas) const {
        for (const Level& level : levels_) {
            plot_dashes("Σ mass² of the clusters", {std::log10(level.from), level.value},
                        {std::log10(level.to), level.value}, line(palette::theory(canvas.theme), 3 * canvas.scale),
                        canvas);
        }
    }

    void draw_merges(const Canvas& canvas) const {
        for (const Merge& merge : merges_) {
            const double x = std::log10(merge.time), y = scaled_energy(merge.time * (1 + 1e-9));
            plot_dots("##merge", &x, &y, 1, dots(palette::measurement(canvas.theme), 5 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(x, y);
            char text[80];
            std::snprintf(text, sizeof text, "%.2g + %.2g", merge.masses[0], merge.masses[1]);
            draw_text(canvas, ImGui::GetFont(), 13, {place.x - 9 * canvas.scale, place.y - 27 * canvas.scale},
                      Align::right, palette::text(canvas.theme), text);
            draw_text(canvas, ImGui::GetFont(), 13, {place.x - 9 * canvas.scale, place.y - 11 * canvas.scale},
                      Align::right, palette::faint_text(canvas.theme), "t = " + scientific(merge.time));
        }
    }

    /// From each sphere to its time on the axis.
    void connect(const Canvas& canvas, const std::vector<float>& at) const {
        const Page here = page(canvas.width, canvas.scale);
        const ImU32 colour = ImGui::GetColorU32(faded(palette::faint_text(canvas.theme), 0.8f));
        ImDrawList& list = *ImGui::GetWindowDrawList();
        for (std::size_t k = 0; k < at.size(); ++k) {
            const Rectangle& r = here.spheres[k].where;
            const float centre = static_cast<float>(r.x) + static_cast<float>(r.width) / 2;
            const float bottom = static_cast<float>(r.y + r.height);
            const Rectangle plot = plot_place(canvas);
            draw_text(canvas, semibold_font(), 16, {centre, static_cast<float>(r.y) - 22 * canvas.scale}, Align::centre,
                      palette::text(canvas.theme), "t = " + scientific(panels_[k].time));
            const float end = static_cast<float>(plot.y) - 22 * canvas.scale;  // the names of the phases stand below
            list.AddLine({centre, bottom}, {at[k], end - 10 * canvas.scale}, colour, canvas.scale);
            list.AddLine({at[k], end - 10 * canvas.scale}, {at[k], end}, colour, canvas.scale);
            list.AddCircleFilled({at[k], end}, 2.5f * canvas.scale, colour);
        }
    }

    SceneDocument document_;
    std::vector<Measurement> series_;
    std::vector<Phase> phases_;
    std::vector<Merge> merges_;
    std::vector<Level> levels_;
    std::vector<Frame> panels_;
    std::uint64_t steps_ = 0;
    double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Figure> make_ms4(const std::vector<Assignment>& set, Theme theme) {
    SceneDocument document = load_scene("ms4", set);
    if (document.scene.time.method != Method::adaptive)
        throw InputError("reproduce ms4: time.method: found a fixed step, expected adaptive: the figure spans decades");
    if (document.scene.model.noise > 0)
        throw InputError("reproduce ms4: model.noise: found " + number_text(document.scene.model.noise) +
                         ", expected 0: adaptive steps take no noise");
    take_only("ms4", set,
              with_sphere_keys({"tokens", "model", "time.method", "time.dt", "time.tolerance", "time.until", "solver",
                                "view.linking_angle", "view.leading_space"}));
    document.view.theme = theme;
    return std::make_unique<Ms4>(std::move(document));
}

}  // namespace coalesce::figure
