#include "desk/diagram_panel.hpp"

#include <imgui.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "chart/vector_painter.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/studies/swept_lab.hpp"
#include "coalesce/sweep/sweep_compute.hpp"
#include "desk/desk.hpp"
#include "desk/diagram_chart.hpp"
#include "desk/widgets.hpp"
#include "figure/figure.hpp"
#include "figure/page_parts.hpp"
#include "record/free_name.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

namespace fs = std::filesystem;

/// Largest sweep file that is read, bytes.
constexpr std::size_t longest_sweep_file = 16 << 20, longest_table = std::size_t{1} << 30;
/// Added to the nice value of threads that compute: the run on the desk goes first.
constexpr int niceness = 15;

/// The first of NAME, NAME-2, … by which no file of an export is there.
std::string free_stem(const std::string& name) {
    const auto taken = [](const std::string& stem) {
        constexpr const char* endings[] = {".csv", ".png", ".pdf", ".svg"};
        return std::any_of(std::begin(endings), std::end(endings),
                           [&](const char* ending) { return would_replace(stem + ending); });
    };
    std::string stem = name;
    for (int k = 2; taken(stem); ++k) stem = name + "-" + std::to_string(k);
    return stem;
}

std::size_t seeds_of(const Sweep& sweep) {
    return std::max<std::size_t>(1, sweep.seeds.size());
}

fs::path sweep_file(const std::string& file_or_folder) {
    const fs::path path(file_or_folder);
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? path / "sweep.json" : path;
}

/// Draws a list of words and returns true if another one was chosen.
bool choose(const std::string& name, const std::vector<std::string>& words, std::size_t& chosen, float width) {
    bool changed = false;
    ImGui::SetNextItemWidth(width);
    const bool open = ImGui::BeginCombo(("##" + name).c_str(), words[chosen].c_str());
    if (!open) name_item(name);
    if (!open) return false;
    for (std::size_t k = 0; k < words.size(); ++k)
        if (named_selectable(name + "." + words[k], words[k].c_str(), k == chosen) && k != chosen) {
            chosen = k;
            changed = true;
        }
    ImGui::EndCombo();
    return changed;
}

}  // namespace

struct DiagramPanel::State {
    State(Sweep read, std::string from) : sweep(std::move(read)), origin(std::move(from)), table(sweep) {}
    Sweep sweep;
    std::string origin;
    mutable std::mutex lock{};  ///< of the table
    SweepTable table;
    SweepSlice slice = first_slice(sweep);
    std::function<void()> wake{};
    struct Taken {
        SweepMatrix matrix;
        SweepSlice slice;
        std::size_t known;
    };
    std::optional<Taken> taken{};
    PrivateFolder scenes{};  ///< of cells that were opened
    bool due = false;        ///< an export
    std::string exported = "none";
    std::atomic<bool> stop = false, running = false;
    std::jthread thread{};

    /// The plane that is shown, taken anew when rows have come or another one was chosen.
    const SweepMatrix& matrix() {
        const std::lock_guard hold(lock);
        if (!taken || taken->known != table.count_known() || !(taken->slice == slice))
            taken = Taken{slice_of(table, slice), slice, table.count_known()};
        return taken->matrix;
    }
    std::size_t known() const {
        const std::lock_guard hold(lock);
        return table.count_known();
    }
    std::vector<std::size_t> missing() const {
        const std::lock_guard hold(lock);
        std::vector<std::size_t> runs;
        for (std::size_t run = 0; run < sweep.runs(); ++run)
            if (!table.known(run)) runs.push_back(run);
        return runs;
    }
    void work() {
        // On Linux the nice value is a thread's own, and threads that it starts inherit it.
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
        const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
        SweepList queue(missing());
        const SweepWork how{.jobs = cores, .cores = cores, .stop = StopToken(stop)};
        try {
            compute_sweep(sweep, queue, how, [&](std::size_t run, const SweepRow& row) {
                {
                    const std::lock_guard hold(lock);
                    table.put(run, row);
                }
                if (wake && !stop) wake();
            });
        } catch (const std::exception&) {
            // The sink allocates alone; rows that came are kept.
        }
        running = false;
        if (wake && !stop) wake();
    }
};

DiagramPanel::DiagramPanel(const std::string& file_or_folder, std::function<void()> wake) {
    const fs::path file = sweep_file(file_or_folder);
    Sweep sweep = read_sweep(file, studies::swept_lab);
    if (sweep.runs() > most_sweep_runs)
        throw InputError(shown_path(file.string()) + ": axes: found " + std::to_string(sweep.runs()) +
                         " runs, expected at most " + std::to_string(most_sweep_runs));
    state_ = std::make_unique<State>(std::move(sweep), file_or_folder);
    state_->wake = std::move(wake);
    const fs::path rows = file.parent_path() / "sweep.csv";
    std::error_code ignored;
    if (file.filename() == "sweep.json" && fs::is_regular_file(rows, ignored))
        state_->table.read_csv(read_text(rows, longest_table), rows.string());
    compute(true);
}

DiagramPanel::~DiagramPanel() {
    state_->stop = true;
}

void DiagramPanel::compute(bool on) {
    if (!on) {
        state_->stop = true;
        return;
    }
    if (state_->running) return;
    if (state_->thread.joinable()) state_->thread.join();
    state_->stop = false;
    state_->running = true;
    state_->thread = std::jthread([state = state_.get()] { state->work(); });
}

void DiagramPanel::draw_choices() {
    State& state = *state_;
    const float width = 9 * ImGui::GetFontSize();
    std::vector<std::string> axes, measures;
    for (const SweepAxis& axis : state.sweep.axes) axes.push_back(axis.key);
    for (const SweepMeasure& measure : state.sweep.measures) measures.push_back(measure.name);
    choose("diagram.measure", measures, state.slice.measure, width);
    item_tooltip("The measure whose median over the seeds is shown");
    if (!state.slice.y) return;
    // An axis that is chosen twice takes the place of the other.
    const std::size_t x = state.slice.x, y = *state.slice.y;
    ImGui::SameLine();
    ImGui::TextUnformatted("x");
    ImGui::SameLine();
    if (choose("diagram.x", axes, state.slice.x, width) && state.slice.x == y) state.slice.y = x;
    ImGui::SameLine();
    ImGui::TextUnformatted("y");
    ImGui::SameLine();
    std::size_t vertical = *state.slice.y;
    if (choose("diagram.y", axes, vertical, width)) {
        if (vertical == state.slice.x) state.slice.x = y;
        state.slice.y = vertical;
    }
    for (std::size_t k = 0; k < axes.size(); ++k) {
        if (k == state.slice.x || k == *state.slice.y) continue;
        std::vector<std::string> values;
        for (const std::string& value : state.sweep.axes[k].values) values.push_back(sweep_value_text(value));
        ImGui::TextUnformatted(axes[k].c_str());
        ImGui::SameLine();
        choose("diagram.at", values, state.slice.at[k], width);
    }
}

void DiagramPanel::draw_actions() {
    State& state = *state_;
    const std::size_t known = state.known(), runs = state.sweep.runs();
    if (known < runs) {
        // A pause waits for the runs under way, or for their next step.
        const bool stopping = state.stop && state.running;
        ImGui::BeginDisabled(stopping);
        const char* label = stopping ? "Pausing…" : state.running ? "Pause" : "Continue";
        if (named_button("diagram.compute", label)) compute(!state.running);
        ImGui::EndDisabled();
        ImGui::SameLine();
    }
    if (named_button("diagram.export", "Export")) state.due = true;
    item_tooltip("Writes the diagram into the working folder: CSV, PNG, PDF and SVG");
    ImGui::SameLine();
    const std::size_t failed = [&] {
        const std::lock_guard hold(state.lock);
        return state.table.count_failed();
    }();
    std::string text = std::to_string(known) + " of " + std::to_string(runs) + " runs";
    if (failed > 0) text += ", " + std::to_string(failed) + " failed";
    ImGui::TextDisabled("%s", text.c_str());
}

void DiagramPanel::open_cell(Desk& desk, const SweepCell& cell) {
    const State& state = *state_;
    try {
        const std::string scene = state.sweep.subject->scene_json(state.sweep.point(cell.first_run));
        if (scene.empty()) return report(desk, true, "a cell of a laboratory's sweep has no run of tokens to open");
        const fs::path file = state.scenes.path() / ("cell " + std::to_string(cell.first_run) + ".json");
        write_file(file, scene);
        // The file goes away with the panel: the run is known by its cell, and saving it asks for a name.
        const std::string origin = "cell " + std::to_string(cell.first_run / seeds_of(state.sweep) + 1);
        desk.next_frame.emplace_back([name = file.string(), origin](Desk& later) {
            request(later, {Intent::Kind::open, name, origin});
        });
    } catch (const Issue& issue) {
        report(desk, true, issue.line());
    } catch (const std::exception& error) {
        report(desk, true, error.what());
    }
}

void DiagramPanel::draw_map(Desk& desk) {
    State& state = *state_;
    const SweepMatrix& matrix = state.matrix();
    const float bar = state.slice.y ? 7 * ImGui::GetFontSize() : 0;
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const chart::Screen screen = chart_screen();
    const chart::Drawn drawn =
        chart::draw(diagram_chart(state.sweep, state.slice, matrix, desk.settings.theme), "##diagram",
                    {std::max(room.x - bar, 1.0f), std::max(room.y, 1.0f)}, screen, chart::Hands::none);
    if (drawn.visible)
        widget_map().add("diagram.map", {drawn.area.from.x, drawn.area.from.y}, {drawn.area.to.x, drawn.area.to.y});
    if (state.slice.y) {
        ImGui::SameLine();
        chart::draw(diagram_bar(state.sweep, state.slice, matrix), {0.9f * bar, room.y}, screen);
    }
    const double column = std::round(drawn.pointer.x), row = state.slice.y ? std::round(drawn.pointer.y) : 0;
    if (!drawn.visible || !drawn.hovered || column < 0 || row < 0 || column >= static_cast<double>(matrix.columns) ||
        row >= static_cast<double>(matrix.rows))
        return;
    const SweepCell& cell = matrix.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
    std::string text = state.sweep.name_of(cell.first_run);
    text.append("\n").append(measure_label(state.sweep.measures[state.slice.measure])).append(": ");
    if (cell.empty())
        text += "not yet known";
    else if (cell.measured == 0)
        text += "none";
    else
        text.append("median ")
            .append(number_text(cell.median, 4))
            .append("\nquartiles ")
            .append(number_text(cell.lower, 4))
            .append(" and ")
            .append(number_text(cell.upper, 4))
            .append(", from ")
            .append(number_text(cell.least, 4))
            .append(" to ")
            .append(number_text(cell.most, 4));
    text.append("\n").append(std::to_string(cell.measured)).append(" of ").append(std::to_string(cell.runs));
    text += cell.runs == 1 ? " seed" : " seeds";
    if (cell.failed > 0) {
        const std::lock_guard hold(state.lock);
        text += ", " + std::to_string(cell.failed) + " failed: " + state.table.failure(cell.first_failed);
    }
    text += "\nA click opens the run of the first seed.";
    ImGui::SetTooltip("%s", text.c_str());
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) open_cell(desk, cell);
}

void DiagramPanel::draw(Desk& desk) {
    if (!open_) return;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 size{0.5f * viewport->WorkSize.x, 0.6f * viewport->WorkSize.y};
    ImGui::SetNextWindowSize(size, ImGuiCond_FirstUseEver);
    ImGui::SetNextWindowPos(
        {viewport->WorkPos.x + 0.25f * viewport->WorkSize.x, viewport->WorkPos.y + 0.1f * viewport->WorkSize.y},
        ImGuiCond_FirstUseEver);
    if (begin_panel("diagram", "Phase diagram", &open_)) {
        draw_choices();
        draw_actions();
        draw_map(desk);
    }
    ImGui::End();
}

void DiagramPanel::write_due(Desk& desk) {
    State& state = *state_;
    if (!std::exchange(state.due, false)) return;
    try {
        const SweepMatrix& matrix = state.matrix();
        chart::Page page =
            figure::titled_page("Phase diagram", shown_path(state.origin),
                                {measure_label(state.sweep.measures[state.slice.measure]) + ": median over " +
                                 std::to_string(matrix.cells.front().runs) + " seeds"});
        const float top = figure::first_row(1);
        const chart::Box where{40, top, state.slice.y ? 1000.0f : 1120.0f, 640};
        figure::place(page, where, "", diagram_chart(state.sweep, state.slice, matrix, desk.settings.theme));
        if (state.slice.y) page.bars.push_back({{1060, top, 110, 640}, diagram_bar(state.sweep, state.slice, matrix)});
        figure::finish(page);
        figure::Painter painter(desk.settings.theme, true);
        const std::string name = free_stem("phase-diagram");
        for (const chart::PictureFormat format : chart::picture_formats) painter.draw(page, format).write(".", name);
        const std::lock_guard hold(state.lock);
        write_file(name + ".csv", csv_of(state.table, state.slice));
        state.exported = name;
        report(desk, false, "wrote " + name + ".csv, .png, .pdf and .svg", name + ".csv");
    } catch (const std::exception& error) {
        state.exported = "failed";
        report(desk, true, error.what());
    }
}

std::string DiagramPanel::quantity(std::string_view name) const {
    const State& state = *state_;
    if (name == "known") return std::to_string(state.known());
    if (name == "runs") return std::to_string(state.sweep.runs());
    if (name == "computing") return state.running ? "true" : "false";
    if (name == "measure") return state.sweep.measures[state.slice.measure].name;
    if (name == "x") return state.sweep.axes[state.slice.x].key;
    if (name == "y") return state.slice.y ? state.sweep.axes[*state.slice.y].key : "none";
    if (name == "exported") return state.exported;
    throw InputError("script: found the quantity 'diagram." + std::string(name) +
                     "', expected known, runs, computing, measure, x, y or exported");
}

bool names_sweep(const std::string& file_or_folder) {
    const fs::path file = sweep_file(file_or_folder);
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored) || file.extension() != ".json") return false;
    try {
        const auto root = nlohmann::json::parse(read_text(file, longest_sweep_file), nullptr, false);
        return root.is_object() && root.contains("coalesce_sweep");
    } catch (const InputError&) {
        return false;
    }
}

void open_diagram(Desk& desk, const std::string& file_or_folder) {
    try {
        desk.diagram = std::make_shared<DiagramPanel>(file_or_folder, desk.wake);
    } catch (const Issue& issue) {
        report(desk, true, issue.line());
    } catch (const std::exception& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
