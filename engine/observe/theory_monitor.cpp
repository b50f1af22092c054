#include "coalesce/observe/theory_monitor.hpp"

#include <cereal/archives/binary.hpp>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <sstream>

#include "coalesce/model/error.hpp"
#include "observe/theorem.hpp"

namespace coalesce {

std::string phrase(const char* format, ...) {
    char text[320];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

Comparison not_valid(std::string name, std::string why_not) {
    Comparison comparison;
    comparison.name = std::move(name);
    comparison.why_not = std::move(why_not);
    return comparison;
}

struct TheoryMonitor::Impl {
    Theorems theorems;
    Model model;
    double since = 0;  ///< time of the last change of the model; 0: none

    void build(const Scene& scene, const Cloud& initial) {
        model = scene.model;
        theorems.clear();
        theorems.push_back(leading_space_theorem(scene));
        theorems.push_back(single_token_theorem(scene, initial));
        theorems.push_back(heat_theorem(scene));
        theorems.push_back(porous_medium_theorem(scene));
        theorems.push_back(mean_field_theorem(scene));
        theorems.push_back(growth_theorem(scene, initial));
        theorems.push_back(pairing_theorem(scene));
        theorems.push_back(equiangular_theorem(scene, initial));
    }
};

TheoryMonitor::TheoryMonitor(const Scene& scene, const Cloud& initial) : impl_(std::make_unique<Impl>()) {
    impl_->build(scene, initial);
}

TheoryMonitor::~TheoryMonitor() = default;

void TheoryMonitor::change(const Scene& scene, const Cloud& initial, double time) {
    impl_->since = time;
    impl_->build(scene, initial);
}

bool TheoryMonitor::is_about(const Model& model, double since) const {
    return impl_->since == since && impl_->model == model;
}

std::vector<Comparison> TheoryMonitor::compare(const State& state, double patience) {
    std::vector<Comparison> rows;
    for (const auto& theorem : impl_->theorems) {
        rows.push_back(theorem->compare(state, patience));
        Comparison& row = rows.back();
        if (!theorem->starts_from_law() || !row.valid) continue;
        if (state.touched) row = not_valid(row.name, phrase("hands moved tokens at t = %.4g", *state.touched));
        if (impl_->since == 0 || state.touched) continue;
        row = not_valid(row.name, phrase("the model was changed at t = %.4g; reset the run to compare", impl_->since));
    }
    return rows;
}

bool TheoryMonitor::lags() const {
    return std::any_of(impl_->theorems.begin(), impl_->theorems.end(),
                       [](const auto& theorem) { return theorem->lags(); });
}

std::optional<Forecast> TheoryMonitor::forecast(const State& state) const {
    for (const auto& theorem : impl_->theorems)
        if (auto found = theorem->forecast(state)) return found;
    return {};
}

std::string TheoryMonitor::save_bytes() const {
    std::ostringstream stream;
    cereal::BinaryOutputArchive archive(stream);
    for (const auto& theorem : impl_->theorems) theorem->save(archive);
    return std::move(stream).str();
}

void TheoryMonitor::restore_bytes(std::string_view bytes) {
    try {
        std::istringstream stream{std::string(bytes)};
        cereal::BinaryInputArchive archive(stream);
        for (const auto& theorem : impl_->theorems) theorem->load(archive);
    } catch (const std::exception&) {
        throw InputError("found saved comparisons that cannot be read");
    }
}

}  // namespace coalesce
