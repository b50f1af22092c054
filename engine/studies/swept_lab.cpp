#include "coalesce/studies/swept_lab.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/single_location_study.hpp"

namespace coalesce::studies {
namespace {

struct LabMeasure {
    std::string_view name, unit, about;
};

/// A laboratory: its settings and its measures, which are paths of its result.
struct SweptLabKind {
    std::string_view name;
    std::vector<const ParameterSpec*> specs;
    std::vector<LabMeasure> measures;
    bool draws;
    void (*check)(const std::vector<Assignment>& set);
    Result (*compute)(const std::vector<Assignment>& set, const StopToken& stop);
};

Result equiangular_result(const std::vector<Assignment>& set, const StopToken& stop) {
    EquiangularStudy study;
    study.settings = equiangular_settings(set);
    study.series = equiangular_series(study.settings, true, [&](double) { stop.check(); });
    return result_of(study);
}

Result width_result(const std::vector<Assignment>& set, const StopToken& stop) {
    InfiniteWidthStudy study;
    study.settings = infinite_width_settings(set);
    WidthSamples layer, limit;
    const std::int64_t all = study.settings.samples, portion = std::max<std::int64_t>(1, all / 50);
    for (std::int64_t done = 0; done < all; done += portion) {
        stop.check();
        append(layer, sample_as_set(study.settings, done, std::min(portion, all - done)));
        append(limit, sample_limit(study.settings, done, std::min(portion, all - done)));
    }
    study.result = summarise(study.settings, layer, limit);
    return result_of(study);
}

Result location_result(const std::vector<Assignment>& set, const StopToken& stop) {
    SingleLocationStudy study;
    study.settings = single_location_settings(set);
    LocationRun run(study.settings);
    while (run.advance()) stop.check();
    study.rows = run.rows();
    return result_of(study);
}

const LabMeasure lab_seconds{"wall_seconds", "s",
                             "Seconds that the run took on this machine: the one measure that differs when a sweep is "
                             "repeated"};

const std::vector<SweptLabKind>& lab_kinds() {
    static const std::vector<SweptLabKind> kinds{
        {"single-location",
         settings_detail::specs_of(single_location_parameters()),
         {{"risk_theory", "", "Risk at the start by the corrected limit"},
          {"risk_paper", "", "Risk at the start by the paper's formula"},
          {"risk_measured", "", "Risk at the start, measured on fresh samples"},
          {"risk_error", "", "Standard error of risk_measured"},
          {"test_risk_at_end", "", "Test risk after the descent"},
          {"end.mu", "", "Order parameter μ = <u,u*> after the descent"},
          {"end.nu", "", "Order parameter ν = <v,v*> after the descent"},
          {"end_theory.mu", "", "μ by the gradient flow"},
          {"end_theory.nu", "", "ν by the gradient flow"},
          {"longest_stable_step", "", "Longest step at which the descent is stable"},
          lab_seconds},
         true,
         [](const std::vector<Assignment>& set) { single_location_settings(set); },
         location_result},
        {"infinite-width",
         settings_detail::specs_of(infinite_width_parameters()),
         {{"kl", "nats", "Divergence of the layer's outputs from the limit"},
          {"kl_bias", "nats", "Part of kl that is due to sampling"},
          {"kl_kernel", "nats", "Divergence by kernel estimates"},
          {"variance", "", "Variance of the layer's outputs"},
          {"variance_limit", "", "Variance of the limit's outputs"},
          {"variance_infinite_heads", "", "Variance in the limit of many heads"},
          {"score_std_limit", "", "Standard deviation of the scores in the limit"},
          lab_seconds},
         true,
         [](const std::vector<Assignment>& set) { infinite_width_settings(set); },
         width_result},
        {"equiangular",
         settings_detail::specs_of(equiangular_parameters()),
         {{"rho_at_end", "", "ρ at time until, by theory"},
          {"rho_particles_at_end", "", "ρ of direct particles at time until, n ≤ 256"},
          {"largest_difference", "", "Largest |ρ of particles - ρ of theory| of the run, n ≤ 256"},
          {"beta", "", "β, also where gamma sets it"},
          {"gamma", "", "γ = β / log n"},
          {"transition_gamma", "", "1/(1-ρ), the γ of softmax's transition"},
          {"rate_exponent", "", "Exponent of the speed at the start"},
          lab_seconds},
         false,
         [](const std::vector<Assignment>& set) { equiangular_settings(set); },
         equiangular_result}};
    return kinds;
}

class SweptLab final : public SweepSubject {
  public:
    SweptLab(const SweptLabKind& kind, std::vector<Assignment> set) : kind_(kind), set_(std::move(set)) {}

    std::string json() const override {
        nlohmann::ordered_json lab{{"name", kind_.name}};
        for (const Assignment& assignment : set_) {
            const std::size_t equals = assignment.find('=');
            lab["set"][assignment.substr(0, equals)] = nlohmann::ordered_json::parse(assignment.substr(equals + 1));
        }
        return nlohmann::ordered_json{{"lab", lab}}.dump();
    }

    std::optional<std::int64_t> seed() const override {
        if (!kind_.draws) return {};
        for (const Assignment& assignment : set_)
            if (assignment.starts_with("seed=")) return whole_number(assignment.substr(5));
        return 1;
    }

    bool has_tokens() const override { return false; }

    void check_axis(const std::string& key) const override {
        if (key == "seed" && kind_.draws) throw Issue("", "expected \"seeds\": a number of them, or a list");
        if (spec_of(key)) return;
        std::vector<std::string_view> keys;
        for (const ParameterSpec* spec : kind_.specs) keys.push_back(spec->key);
        throw Issue("", "an unknown key of " + std::string(kind_.name) + ", the nearest known one is " +
                            std::string(nearest_key(key, keys)));
    }

    bool is_whole(const std::string& key) const override {
        const ParameterSpec* const spec = spec_of(key);
        return spec && spec->kind == ParameterKind::integer;
    }

    std::string checked_value(const std::string& key, const std::string& value) const override {
        try {
            const ParameterValue read = settings_detail::read(kind_.specs, key + "=" + value).second;
            nlohmann::json written;
            std::visit(
                [&](const auto& plain) {
                    using Type = std::decay_t<decltype(plain)>;
                    // Laboratories have no matrices, laws and events.
                    if constexpr (!std::is_same_v<Type, Matrix> && !std::is_same_v<Type, InitialLaw> &&
                                  !std::is_same_v<Type, Events>)
                        written = plain;
                },
                read);
            return written.dump();
        } catch (const InputError& error) {
            // "--set n=0: found 0, expected …"
            const std::string message = error.what();
            const std::size_t found = message.find(": ");
            throw Issue(key, found == std::string::npos ? message : message.substr(found + 2));
        }
    }

    SweepMeasure measure(const std::string& name) const override {
        std::vector<std::string_view> names;
        for (const LabMeasure& measure : kind_.measures) {
            if (measure.name == name) return {name, std::string(measure.unit), false};
            names.push_back(measure.name);
        }
        throw Issue("", "found the unknown measure " + shortened(name) + ", the nearest known one of " +
                            std::string(kind_.name) + " is " + std::string(nearest(shortened(name), names)) +
                            " (coalesce sweep --help lists them)");
    }

    std::vector<double> run(const SweepPoint& point, const std::vector<SweepMeasure>& measures, const StopToken& stop,
                            SweepKeep keep, const std::filesystem::path& folder) const override {
        const auto start = std::chrono::steady_clock::now();
        std::vector<Assignment> set = set_;
        set.insert(set.end(), point.set.begin(), point.set.end());
        if (point.seed) set.push_back("seed=" + std::to_string(*point.seed));
        const Result result = kind_.compute(set, stop);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        stop.check();
        std::vector<double> values;
        for (const SweepMeasure& measure : measures)
            values.push_back(measure.name == lab_seconds.name ? seconds : number_or_nan(result, measure.name));
        if (keep != SweepKeep::nothing) write_file(folder / "summary.json", json_text(result));
        return values;
    }

  private:
    const ParameterSpec* spec_of(const std::string& key) const {
        const auto at = std::find_if(kind_.specs.begin(), kind_.specs.end(),
                                     [&](const ParameterSpec* spec) { return spec->key == key; });
        return at == kind_.specs.end() ? nullptr : *at;
    }

    /// A value that a setting leaves out, as particles beyond n = 256, is NaN.
    static double number_or_nan(const Result& result, const std::string& path) {
        try {
            return result.number(path);
        } catch (const std::out_of_range&) {
            return NAN;
        }
    }

    const SweptLabKind& kind_;
    std::vector<Assignment> set_;
};

}  // namespace

std::shared_ptr<const SweepSubject> swept_lab(const std::string& name, const std::vector<Assignment>& set) {
    std::vector<std::string_view> names;
    for (const SweptLabKind& kind : lab_kinds()) {
        names.push_back(kind.name);
        if (kind.name != name) continue;
        kind.check(set);
        return std::make_shared<SweptLab>(kind, set);
    }
    throw Issue("lab", "found the unknown laboratory " + shortened(name) + ", the nearest known one is " +
                           std::string(nearest(shortened(name), names)));
}

std::vector<SweptLabHelp> swept_labs_help() {
    std::vector<SweptLabHelp> labs;
    for (const SweptLabKind& kind : lab_kinds()) {
        labs.push_back({std::string(kind.name), {}});
        for (const LabMeasure& measure : kind.measures)
            labs.back().measures.push_back(
                {std::string(measure.name), std::string(measure.unit), std::string(measure.about)});
    }
    return labs;
}

}  // namespace coalesce::studies
