#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "lab/lab.hpp"
#include "lab/location_plots.hpp"
#include "lab/settings_json.hpp"
#include "model/error.hpp"
#include "model/files.hpp"
#include "studies/single_location_risk.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

std::string numbers(const OrderParameters& at) {
    return format(",%.10g", at.mu) + format(",%.10g", at.nu) + format(",%.10g", at.zeta) + format(",%.10g", at.eta) +
           format(",%.10g", at.rho);
}

Json order_json(const OrderParameters& at) {
    return {{"mu", at.mu}, {"nu", at.nu}, {"zeta", at.zeta}, {"eta", at.eta}, {"rho", at.rho}};
}

/// series.csv, phases.csv, section.csv, and a picture of six plots.
class SingleLocationLab : public Lab {
  public:
    SingleLocationLab(const std::vector<Assignment>& set, Theme theme) : theme_(theme) {
        assign(single_location_parameters(), set, settings_);
        // The sign link has a risk and no descent: its iterations are 0 unless asked for, which is refused.
        const bool asked =
            std::any_of(set.begin(), set.end(), [](const Assignment& a) { return a.starts_with("iterations="); });
        if (!trainable(settings_.link) && !asked) settings_.iterations = 0;
        check(settings_);
    }

    void compute(const Progress& progress) override {
        const LocationWork work = work_of(settings_);
        const double all = work.data + work.descent + work.section + work.phases;
        double before = 0;  // what earlier parts took
        const auto show = [&](double part, double done) { progress(std::min(1.0, (before + part * done) / all)); };
        show(0, 0);
        LocationRun run(settings_);
        before += work.data;
        const auto iterations = static_cast<double>(std::max<std::int64_t>(1, settings_.iterations));
        while (run.advance()) show(work.descent, static_cast<double>(run.iteration()) / iterations);
        before += work.descent;
        rows_ = run.rows();
        plane_ = location_plane(settings_);
        int points = 0;
        section_ = risk_section(settings_, rows_.back().order.nu, [&] {
            show(work.section, points++ / static_cast<double>(RiskSection::points));
            return true;
        });
        before += work.section;
        int rows = 0;
        phases_ = location_phases(settings_, [&](const LocationPhases&) {
            show(work.phases, ++rows / static_cast<double>(LocationPhases::rows));
            return true;
        });
        progress(1);
    }

    void write(const std::filesystem::path& folder) const override {
        write_series(folder / "series.csv");
        std::string csv = "mu,nu,risk_theory,risk_paper,risk_measured,risk_error\n";
        for (std::size_t k = 0; k < section_.measured.size(); ++k) {
            const OrderParameters at{.mu = section_.measured_mu[k], .nu = section_.nu};
            csv += format("%.10g", at.mu) + format(",%.10g", at.nu) + format(",%.10g", mean_risk(settings_, at)) +
                   format(",%.10g", paper_risk(settings_, at)) + format(",%.10g", section_.measured[k].risk) +
                   format(",%.10g\n", section_.measured[k].error);
        }
        write_file(folder / "section.csv", csv);
        csv = "gamma,alpha,oracle_risk\n";
        for (int row = 0; row < LocationPhases::rows; ++row)
            for (int column = 0; column < LocationPhases::columns; ++column)
                csv +=
                    format("%.6g", phases_.gamma(column)) + format(",%.6g", phases_.alpha(row)) +
                    format(",%.8g\n", phases_.risk[static_cast<std::size_t>(row * LocationPhases::columns + column)]);
        write_file(folder / "phases.csv", csv);
    }

    std::string picture_name() const override { return "single-location"; }

    std::string to_json() const override {
        const LocationRow &start = rows_.front(), &end = rows_.back();
        Json json{{"lab", "single-location"}};
        json["settings"] = settings_json(single_location_parameters(), settings_);
        json["risk_theory"] = start.risk_flow;
        json["risk_paper"] = start.risk_paper;
        json["risk_measured"] = start.test.risk;
        json["risk_error"] = start.test.error;
        json["start"] = order_json(start.order);
        json["end"] = order_json(end.order);
        json["end_theory"] = order_json(end.flow);
        json["test_risk_at_end"] = end.test.risk + noise();
        const RandomEnergy energy = random_energy(settings_);
        json["random_energy"] = {{"alpha", energy.alpha},
                                 {"beta_c", energy.beta_c},
                                 {"r", energy.r},
                                 {"phi", energy.phi},
                                 {"psi", energy.psi},
                                 {"c", settings_.c()},
                                 {"learnable", settings_.c() > energy.psi}};
        json["longest_stable_step"] = number_or_null(longest_stable_step(settings_));
        json["fixed_points"] = Json::array();
        for (const FixedPoint& point : plane_.fixed)
            json["fixed_points"].push_back({{"mu", point.mu},
                                            {"nu", point.nu},
                                            {"type", word_of(point.stability)},
                                            {"eigenvalues", {point.rates[0], point.rates[1]}}});
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, "Single-location regression: one attention head finds one token in many",
                    "after Dohmatob 2025, Understanding softmax attention layers", {describe(), outcome()});
        const std::vector<Rectangle> where = places(canvas);
        const PlotLook look{canvas.theme, canvas.scale};
        const auto plot = [&](std::size_t at, const char* id, const std::string& title, const auto& inside) {
            draw_plot_title(canvas, where[at], title);
            if (!begin_plot(id, where[at])) return;
            inside();
            ImPlot::EndPlot();
        };
        plot(0, "##risk", "Loss and test risk", [&] { location_risk_plot(settings_, rows_, look); });
        plot(1, "##order", "Found and read: μ and ν", [&] { location_order_plot(settings_, rows_, look); });
        plot(2, "##rest", "The other order parameters", [&] { location_rest_plot(settings_, rows_, look); });
        plot(3, "##plane", "Risk and flow at ζ = η = ρ = 0", [&] { location_plane_plot(plane_, rows_, look); });
        plot(4, "##section", format("Theory and measurement along μ at ν = %.3g", section_.nu),
             [&] { location_section_plot(settings_, section_, rows_.back().order, look); });
        plot(5, "##phases", format("Risk of the oracle μ = ν = 1, d = %.0f", static_cast<double>(phases_.d)),
             [&] { location_phase_plot(settings_, phases_, look); });
        ImGui::SetCursorScreenPos(
            {static_cast<float>(where[5].x + where[5].width + canvas.px(4)), static_cast<float>(where[5].y)});
        location_phase_scale(static_cast<float>(where[5].height));
    }

  private:
    double noise() const { return settings_.epsilon * settings_.epsilon; }

    void write_series(const std::filesystem::path& file) const {
        std::string csv =
            "iteration,loss,test_risk,mu,nu,zeta,eta,rho,"
            "loss_theory,test_risk_theory,mu_theory,nu_theory,zeta_theory,eta_theory,rho_theory,"
            "test_risk_error,test_risk_map,mu_map,nu_map,zeta_map,eta_map,rho_map,test_risk_paper\n";
        for (const LocationRow& row : rows_) {
            const std::string flow = format(",%.10g", row.risk_flow + noise());
            csv += std::to_string(row.iteration) + format(",%.10g", row.loss) +
                   format(",%.10g", row.test.risk + noise()) + numbers(row.order) + flow + flow + numbers(row.flow) +
                   format(",%.10g", row.test.error) + format(",%.10g", row.risk_map + noise()) + numbers(row.map) +
                   format(",%.10g\n", row.risk_paper + noise());
        }
        write_file(file, csv);
    }

    std::string describe() const {
        const SingleLocation& s = settings_;
        const RandomEnergy energy = random_energy(s);
        const auto whole = [](const char* pattern, std::int64_t value) {
            return format(pattern, static_cast<double>(value));
        };
        const char* link = s.link == Link::linear      ? "linear link"
                           : s.link == Link::quadratic ? "quadratic link"
                           : s.link == Link::relu      ? "ReLU link"
                                                       : "sign link";
        return std::string(link) + whole(", d = %.0f", s.d) + whole(", L = %.0f", s.L) + format(", β = %.3g", s.beta) +
               format(", γ = %.3g", s.gamma) + format(", ε = %.3g", s.epsilon) + whole(" · n = %.0f", s.n) +
               format(", step %.3g", s.step) + whole(", seed %.0f", s.seed) + format(" · c = %.3g", s.c()) +
               format(s.c() > energy.psi ? " > ψ = %.3g: learnable" : " ≤ ψ = %.3g: not learnable", energy.psi);
    }

    std::string outcome() const {
        const LocationRow &start = rows_.front(), &end = rows_.back();
        std::string text = format("At the start the risk is %.3g in theory", start.risk_flow);
        if (std::abs(start.risk_paper - start.risk_flow) > 0.01 * start.risk_flow)
            text += format(" (%.3g by the paper's formula)", start.risk_paper);
        text += format(" and %.3g ", start.test.risk) + format("± %.1g measured", start.test.error);
        if (end.iteration == 0) return text;
        text += format("; after %.0f iterations ", static_cast<double>(end.iteration)) +
                format("ν = %.3f ", end.order.nu) + format("(theory %.3f), ", end.flow.nu) +
                format("μ = %.3f ", end.order.mu) + format("(theory %.3f)", end.flow.mu);
        if (const double limit = longest_stable_step(settings_); settings_.step > limit)
            return text + format("; steps from %.2g on overshoot: no flow", limit);
        return text + format(": a drift of %+.3f that the theory of d → ∞ does not have",
                             (end.order.mu - start.order.mu) - (end.flow.mu - start.flow.mu));
    }

    static std::vector<Rectangle> places(const Canvas& canvas) {
        const int margin = canvas.px(16), gap = canvas.px(24), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(250), 3);
        const auto below = row(canvas.width - canvas.px(86), margin, gap, top + canvas.px(250 + 42), canvas.px(370), 3);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    Theme theme_;
    SingleLocation settings_;
    std::vector<LocationRow> rows_;
    LocationPlane plane_;
    RiskSection section_;
    LocationPhases phases_;
};

std::unique_ptr<Lab> make(std::string_view, const std::vector<Assignment>& set, Theme theme) {
    return std::make_unique<SingleLocationLab>(set, theme);
}

}  // namespace

Entry single_location_entry() {
    return {.name = "single-location",
            .about = "One attention head learns to find the informative token: descent, theory, phase diagram",
            .reference = settings_reference(single_location_parameters()),
            .keys = keys_of(single_location_parameters()),
            .pictures = {},
            .make = make};
}

}  // namespace coalesce::lab
