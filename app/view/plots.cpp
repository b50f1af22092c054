#include "view/plots.hpp"

#include <implot.h>
#include <implot_internal.h>  // an axis knows its range

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>

#include "view/numbers.hpp"
#include "view/thinned.hpp"
#include "view/timeline.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

constexpr double angle_ticks[] = {-pi, -pi / 2, 0, pi / 2, pi};
constexpr const char* angle_labels[] = {"−π", "−π/2", "0", "π/2", "π"};
/// Where a collapsed component would be drawn as an infinitely high peak: narrower ones are drawn as a stem.
constexpr double narrowest_drawn_std = 5e-3;

float line_weight() {
    return 1.6f * ImGui::GetStyle().FontScaleMain;
}

double value_of(const Measurement& row, Series series) {
    switch (series) {
        case Series::energy:
            return row.energy;
        case Series::clusters:
            return row.clusters;
        case Series::alignment:
            return row.alignment;
        case Series::mean_speed:
            return row.mean_speed;
    }
    return 0;
}

const char* axis_label(Series series) {
    switch (series) {
        case Series::energy:
            return "E";
        case Series::clusters:
            return "clusters";
        case Series::alignment:
            return "rad";
        case Series::mean_speed:
            return "rad / time";
    }
    return "";
}

/// A flat curve (a conserved energy, one cluster) would make auto-fit zoom into rounding noise.
void limit_flat_axis(std::span<const Measurement> rows, Series series) {
    double low = INFINITY, high = -INFINITY;
    for (const Measurement& row : rows)
        if (const double value = value_of(row, series); std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (!(low <= high)) return ImPlot::SetupAxisLimits(ImAxis_Y1, 0, 1, ImPlotCond_Always);
    const double least = series == Series::clusters    ? 2.0
                         : series == Series::alignment ? 1e-3
                                                       : std::max(1e-12, 1e-6 * std::abs(high));
    // Angles, speeds and counts have no negative values to show.
    const double bottom = series == Series::energy ? low - least : std::max(low - least, 0.0);
    if (high - low < least) ImPlot::SetupAxisLimits(ImAxis_Y1, bottom, high + least, ImPlotCond_Always);
}

/// Counts have no halves: a tick between two whole numbers stays without a label.
int whole_numbers_only(double value, char* text, int size, void*) {
    const bool whole = value >= 0 && std::abs(value - std::round(value)) < 1e-6;
    return whole ? std::snprintf(text, static_cast<std::size_t>(size), "%.0f", value) : (text[0] = 0);
}

int time_label(double value, char* text, int size, void*) {
    return std::snprintf(text, static_cast<std::size_t>(size), "%s", number_text(value).c_str());
}

/// Whether an axis can show this time: a logarithmic one has no 0, nor what ImPlot takes for it.
bool has_place(double time, bool log_time) {
    return !log_time || time >= std::numeric_limits<double>::min();
}

/// Whether rows have two times that the axis can show.
bool spans_time(std::span<const Measurement> rows, bool log_time) {
    const auto first =
        std::find_if(rows.begin(), rows.end(), [&](const Measurement& row) { return has_place(row.time, log_time); });
    return first != rows.end() && rows.back().time > first->time;
}

/// As many digits, four at least, as tell ticks apart: energies often move in their seventh.
int telling_label(double value, char* text, int size, void* axis) {
    const double range = static_cast<const ImPlotAxis*>(axis)->Range.Size();
    const double digits = value != 0 && range > 0 ? std::ceil(std::log10(std::abs(value) / range)) + 2 : 0;
    char printed[40];
    std::snprintf(printed, sizeof printed, "%.*g", static_cast<int>(std::clamp(digits, 4.0, 12.0)), value);
    const std::string_view whole(printed);
    const std::size_t at = whole.find('e');
    if (at == std::string_view::npos) return std::snprintf(text, static_cast<std::size_t>(size), "%s", printed);
    return std::snprintf(text, static_cast<std::size_t>(size), "%.*s·10%s", static_cast<int>(at), printed,
                         superscript(std::atoi(printed + at + 1)).c_str());
}

/// ImPlot spaces its ticks by pixels and not by the size of their text: in a narrow panel with large text they would
/// overlap. There the ends and the middle must do.
void few_time_ticks(std::span<const Measurement> rows) {
    if (rows.size() < 2 || ImGui::GetContentRegionAvail().x > 17 * ImGui::GetFontSize()) return;
    const double from = rows.front().time, to = rows.back().time;
    if (to > from) ImPlot::SetupAxisTicks(ImAxis_X1, from, to, 3);
}

/// A plot follows its data until it is dragged or zoomed, and again after a double click.
class FollowingPlot {
  public:
    FollowingPlot(const char* id, ImVec2 size, ImPlotFlags flags, bool both_axes)
        : storage_(ImGui::GetStateStorage()), key_(ImGui::GetID(id)), held_(storage_->GetBool(key_)) {
        if (!held_ && both_axes) ImPlot::SetNextAxisToFit(ImAxis_X1);
        if (!held_) ImPlot::SetNextAxisToFit(ImAxis_Y1);
        visible_ = ImPlot::BeginPlot(id, size, flags);
    }
    ~FollowingPlot() {
        if (!visible_) return;
        if (ImPlot::IsPlotHovered()) {
            const ImGuiIO& io = ImGui::GetIO();
            if (io.MouseWheel != 0 || ImGui::IsMouseDragging(ImGuiMouseButton_Left)) storage_->SetBool(key_, true);
            if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) storage_->SetBool(key_, false);
        }
        ImPlot::EndPlot();
    }
    FollowingPlot(const FollowingPlot&) = delete;
    FollowingPlot& operator=(const FollowingPlot&) = delete;
    explicit operator bool() const { return visible_; }
    bool held() const { return held_; }

  private:
    ImGuiStorage* storage_;
    ImGuiID key_;
    bool held_, visible_ = false;
};

/// Behind the curve, on the axis as it is now.
void draw_run(const Frame& run, bool log_time, Theme theme) {
    const ImVec2 from = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    const TimeStrip strip{from, {from.x + size.x, from.y + size.y}, {log_time, limits.X.Min, limits.X.Max}};
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    ImPlot::PushPlotClipRect();
    draw_phase_bands(list, strip, run.phases, theme);
    draw_merge_marks(list, strip, run.merges, run.time, theme);
    ImPlot::PopPlotClipRect();
}

void setup_angle_axis(const char* label) {
    ImPlot::SetupAxis(ImAxis_X1, label);
    ImPlot::SetupAxisLimits(ImAxis_X1, -pi, pi);
    // Five labels take 9 ems and those of densities 4 beside them: a narrower panel names the ends and the middle.
    constexpr double few[] = {-pi, 0, pi};
    constexpr const char* few_labels[] = {"−π", "0", "π"};
    const bool narrow = ImGui::GetContentRegionAvail().x < 13 * ImGui::GetFontSize();
    if (narrow)
        ImPlot::SetupAxisTicks(ImAxis_X1, few, 3, few_labels);
    else
        ImPlot::SetupAxisTicks(ImAxis_X1, angle_ticks, 5, angle_labels);
}

void plot_theory_density(const std::vector<WrappedNormal>& mixture, ImVec4 colour, const char* label) {
    double total = 0;
    for (const WrappedNormal& component : mixture) total += component.weight;
    std::vector<WrappedNormal> wide;
    std::vector<double> collapsed;
    for (const WrappedNormal& component : mixture) {
        if (component.std >= narrowest_drawn_std)
            wide.push_back(component);
        else
            collapsed.push_back(std::remainder(component.mean, 2 * pi));
    }
    ImPlotSpec spec;
    spec.LineColor = colour;
    spec.LineWeight = line_weight();
    if (!wide.empty()) {
        double part = 0;
        for (const WrappedNormal& component : wide) part += component.weight;
        constexpr int points = 721;
        std::vector<double> angle(points), density(points);
        for (int i = 0; i < points; ++i) {
            angle[static_cast<std::size_t>(i)] = -pi + 2 * pi * i / (points - 1);
            density[static_cast<std::size_t>(i)] =
                part / total * wrapped_normal_density(wide, angle[static_cast<std::size_t>(i)]);
        }
        ImPlot::PlotLine(label, angle.data(), density.data(), points, spec);
    }
    if (!collapsed.empty()) {
        ImPlot::PlotInfLines(wide.empty() ? label : "collapsed", collapsed.data(), static_cast<int>(collapsed.size()),
                             spec);
    }
}

float note_padding() {
    return 6 * ImGui::GetStyle().FontScaleMain;
}

float note_width() {
    return ImPlot::GetPlotSize().x - 2 * note_padding();
}

/// Lifts the top of an axis that fits its data, which reach from 0 to `high`, until the note stands clear of them: an
/// invisible line takes part in the fit.
void leave_room_for(const std::string& note, double high) {
    const float height = ImPlot::GetPlotSize().y;
    const float taken = ImGui::CalcTextSize(note.c_str(), nullptr, false, note_width()).y + 2 * note_padding();
    const double x[] = {0, 0}, y[] = {0, high * static_cast<double>(height / std::max(height - taken, height / 4))};
    ImPlotSpec unseen;
    unseen.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotLine("##room", x, y, 2, unseen);
}

/// As many words of a note as leave two fifths of the plot to its data.
std::string note_that_fits(const std::string& text) {
    const float most = 0.6f * ImPlot::GetPlotSize().y;
    std::string kept = text;
    while (ImGui::CalcTextSize(kept.c_str(), nullptr, false, note_width()).y > most) {
        const std::size_t cut = kept.find_last_of(' ');
        if (cut == std::string::npos) break;
        kept = kept.substr(0, cut) + "…";
    }
    return kept;
}

void note_in_plot(const std::string& text, ImVec4 colour) {
    const ImVec2 corner = ImPlot::GetPlotPos();
    const float pad = note_padding(), width = note_width();
    ImPlot::GetPlotDrawList()->AddText(nullptr, 0, {corner.x + pad, corner.y + pad}, ImGui::GetColorU32(colour),
                                       text.c_str(), nullptr, width);
}

/// The density of a limit other than heat, over the means of its cells; dashes are cells left out.
void plot_dashed_density(const Comparison& row, Theme theme) {
    const std::size_t cells = row.density.size();
    if (cells == 0) return;
    constexpr std::size_t dashes = 48;
    std::vector<double> angle(cells), density(row.density);
    for (std::size_t k = 0; k < cells; ++k) {
        angle[k] = -pi + 2 * pi * (static_cast<double>(k) + 0.5) / static_cast<double>(cells);
        if (3 * k * dashes / cells % 3 == 2) density[k] = NAN;
    }
    ImPlotSpec spec;
    spec.LineColor = palette::theory(theme);
    spec.LineWeight = line_weight();
    ImPlot::PlotLine(row.name.c_str(), angle.data(), density.data(), static_cast<int>(cells), spec);
}

void plot_map(const LawImage& image, ImVec2 size) {
    if (!ImPlot::BeginPlot("##law", size, ImPlotFlags_NoLegend | ImPlotFlags_NoMouseText)) return;
    setup_angle_axis("longitude (rad)");
    ImPlot::SetupAxis(ImAxis_Y1, "latitude (rad)");
    ImPlot::SetupAxisLimits(ImAxis_Y1, -pi / 2, pi / 2);
    ImPlot::SetupAxisTicks(ImAxis_Y1, angle_ticks + 1, 3, angle_labels + 1);
    ImPlot::PushColormap(ImPlotColormap_Viridis);
    const double high = *std::max_element(image.values.begin(), image.values.end());
    ImPlot::PlotHeatmap("##density", image.values.data(), image.rows, image.columns, 0, high, nullptr, {-pi, -pi / 2},
                        {pi, pi / 2});
    ImPlot::PopColormap();
    ImPlot::EndPlot();
}

}  // namespace

const char* title_of(Series series) {
    switch (series) {
        case Series::energy:
            return "Energy";
        case Series::clusters:
            return "Clusters";
        case Series::alignment:
            return "Alignment";
        case Series::mean_speed:
            return "Speed";
    }
    return "";
}

void plot_series(Series series, std::span<const Measurement> rows, bool log_time, ImVec2 size, Theme theme,
                 const Frame* run) {
    // A range of the linear axis, which may hold t = 0, must not become one of the logarithmic axis.
    const std::string id = std::string(title_of(series)) + (log_time ? "##log" : "");
    const FollowingPlot plot(id.c_str(), size, ImPlotFlags_NoTitle | ImPlotFlags_NoLegend, true);
    if (!plot) return;
    const bool drawable = spans_time(rows, log_time);
    // Without a curve there is nothing to scale: ticks would be those of arbitrary ranges.
    const ImPlotAxisFlags labels = drawable ? ImPlotAxisFlags_None : ImPlotAxisFlags_NoTickLabels;
    ImPlot::SetupAxes("time", axis_label(series), labels, labels);
    if (!drawable) ImPlot::SetupAxisLimits(ImAxis_X1, 1, 10, ImPlotCond_Always);
    if (log_time) ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisFormat(ImAxis_X1, time_label);
    ImPlot::SetupAxisFormat(ImAxis_Y1, telling_label, &ImPlot::GetCurrentPlot()->Axes[ImAxis_Y1]);
    if (!plot.held() && !log_time) few_time_ticks(rows);
    if (series == Series::clusters) ImPlot::SetupAxisFormat(ImAxis_Y1, whole_numbers_only);
    if (!plot.held()) limit_flat_axis(rows, series);
    if (run) draw_run(*run, log_time, theme);
    ImPlotSpec spec;
    spec.LineColor = palette::measurement(theme);
    spec.LineWeight = line_weight();
    std::vector<double> time, value;
    time.reserve(rows.size());
    value.reserve(rows.size());
    for (const Measurement& row : rows) {
        if (!has_place(row.time, log_time)) continue;
        time.push_back(row.time);
        value.push_back(value_of(row, series));
    }
    if (!drawable) return note_in_plot("from the first step on", palette::faint_text(theme));
    // The whole curve is in sight until a hand zooms into it.
    if (!plot.held()) thin_curve(time, value, log_time, static_cast<int>(ImPlot::GetPlotSize().x));
    const int count = static_cast<int>(time.size());
    if (series == Series::clusters)
        ImPlot::PlotStairs(title_of(series), time.data(), value.data(), count, spec);
    else
        ImPlot::PlotLine(title_of(series), time.data(), value.data(), count, spec);
    if (count > 0 && !std::isfinite(value.back())) note_in_plot("undefined for this model", palette::faint_text(theme));
}

const char* angle_name(int dimension) {
    return dimension == 2 ? "Angle" : "Longitude";
}

void plot_angles(const Frame& frame, const HeatTheory* heat, ImVec2 size, Theme theme) {
    const Histogram& angles = frame.angles;
    const std::span<const Comparison> theory = frame.theory;
    const double time = frame.time;
    const bool dashed =
        heat && std::any_of(theory.begin(), theory.end(), [](const Comparison& row) { return !row.density.empty(); });
    // Past its end the limit has no density that could be drawn.
    const std::string why_not = heat ? heat->no_density_at(time) : "";
    const bool legend = !dashed && heat && why_not.empty();  // three would cover the plot
    const FollowingPlot plot("##angles", size, ImPlotFlags_NoMouseText | (legend ? 0 : ImPlotFlags_NoLegend), false);
    if (!plot) return;
    setup_angle_axis(frame.dimension == 2 ? "angle (rad)" : "longitude (rad)");
    ImPlot::SetupAxis(ImAxis_Y1, "density");
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%.3g");
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    std::vector<double> centres(angles.density.size());
    for (std::size_t bin = 0; bin < centres.size(); ++bin) centres[bin] = angles.centre(bin);
    ImPlotSpec bars;
    bars.FillColor = palette::measurement(theme);
    bars.FillAlpha = 0.65f;
    bars.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("tokens", centres.data(), angles.density.data(), static_cast<int>(centres.size()),
                     angles.density.empty() ? 1 : angles.width(), bars);
    if (heat && why_not.empty()) plot_theory_density(heat->at(time), palette::theory(theme), "heat limit");
    if (heat)
        for (const Comparison& row : theory) plot_dashed_density(row, theme);
    if (!why_not.empty() && !dashed) {
        const std::string whole = typeset("heat limit: " + why_not), note = note_that_fits(whole);
        if (note != whole && ImPlot::IsPlotHovered()) ImGui::SetTooltip("%s", whole.c_str());
        if (!angles.density.empty())
            leave_room_for(note, *std::max_element(angles.density.begin(), angles.density.end()));
        note_in_plot(note, palette::faint_text(theme));
    }
}

void plot_inner_products(const Histogram& inner_products, ImVec2 size, Theme theme) {
    const FollowingPlot plot("##inner", size, ImPlotFlags_NoLegend | ImPlotFlags_NoMouseText, false);
    if (!plot) return;
    ImPlot::SetupAxes("⟨xᵢ, xⱼ⟩", "density");
    ImPlot::SetupAxisLimits(ImAxis_X1, -1, 1);
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%.3g");
    std::vector<double> centres(inner_products.density.size());
    for (std::size_t bin = 0; bin < centres.size(); ++bin) centres[bin] = inner_products.centre(bin);
    ImPlotSpec bars;
    bars.FillColor = palette::measurement(theme);
    bars.FillAlpha = 0.65f;
    bars.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("##pairs", centres.data(), inner_products.density.data(), static_cast<int>(centres.size()),
                     centres.empty() ? 1 : inner_products.width(), bars);
}

void plot_law(const LawImage& image, ImVec2 size, Theme theme) {
    if (image.kind == LawImage::Kind::none) return;
    if (image.kind == LawImage::Kind::map) return plot_map(image, size);
    std::vector<double> angle;
    for (int i = 0; i < image.columns; ++i) angle.push_back(-pi + 2 * pi * i / (image.columns - 1));
    if (!ImPlot::BeginPlot("##law", size, ImPlotFlags_NoLegend | ImPlotFlags_NoMouseText)) return;
    setup_angle_axis(image.kind == LawImage::Kind::azimuth ? "longitude (rad)" : "angle (rad)");
    ImPlot::SetupAxis(ImAxis_Y1, "density", ImPlotAxisFlags_AutoFit);
    ImPlotSpec spec;
    spec.LineColor = palette::measurement(theme);
    spec.LineWeight = line_weight();
    spec.FillColor = palette::measurement(theme);
    spec.FillAlpha = 0.3f;
    ImPlot::PlotShaded("##density", angle.data(), image.values.data(), image.columns, 0, spec);
    ImPlot::PlotLine("##density", angle.data(), image.values.data(), image.columns, spec);
    ImPlot::EndPlot();
}

}  // namespace coalesce
