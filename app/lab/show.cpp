#include "lab/show.hpp"

#include <algorithm>

#include "chart/numbers.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/settings.hpp"
#include "lab/boards.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using studies::Progress;

class EquiangularShow : public Show {
  public:
    EquiangularShow(const EquiangularSettings& settings, bool logarithmic) : logarithmic_(logarithmic) {
        study_.settings = settings;
    }
    void prepare(const Progress& progress) override {
        study_ = studies::compute_equiangular(study_.settings, progress);
    }
    std::optional<Course> course() const override { return equiangular_course(study_.settings, logarithmic_); }
    void go_to(double place, const Progress&) override { time_ = place; }
    Board board(Theme theme) const override { return equiangular_board(study_, time_, logarithmic_, theme); }
    std::string title() const override { return "Tokens at equal angles"; }
    std::string words() const override { return equiangular_words(study_.settings); }

  private:
    studies::EquiangularStudy study_;
    bool logarithmic_;
    double time_ = 0;
};

class LocationShow : public Show {
  public:
    explicit LocationShow(const SingleLocation& settings) : settings_(settings) {}
    void prepare(const Progress& progress) override {
        progress(0);
        run_.emplace(settings_, most_rows);
        plane_ = location_plane(settings_);
        see();
        progress(1);
    }
    std::optional<Course> course() const override { return location_course(settings_); }
    void go_to(double place, const Progress& progress) override {
        if (static_cast<double>(run_->iteration()) > place) run_.emplace(settings_, most_rows);
        while (static_cast<double>(run_->iteration()) < place) {
            progress(static_cast<double>(run_->iteration()) / place);
            if (!run_->advance()) break;
        }
        see();
    }
    Board board(Theme theme) const override {
        return location_board({.settings = settings_,
                               .rows = run_->rows(),
                               .at = run_->rows().size() - 1,
                               .trains = run_->descent() != nullptr,
                               .plane = &plane_,
                               .sample = run_->descent() ? &sample_ : nullptr,
                               .sample_title = "Tokens of one sample"},
                              theme);
    }
    std::string title() const override { return "Single-location regression"; }
    std::string words() const override { return location_words(settings_); }

  private:
    static constexpr std::size_t most_rows = 1000;

    void see() {
        const LocationDescent* descent = run_->descent();
        if (descent)
            sample_ = {view_tokens(settings_, descent->data(), descent->student(), 0), descent->data().secret[0]};
    }

    SingleLocation settings_;
    std::optional<LocationRun> run_;
    LocationPlane plane_;
    LocationSample sample_;
};

class WidthShow : public Show {
  public:
    explicit WidthShow(const InfiniteWidth& settings) { study_.settings = settings; }
    void prepare(const Progress& progress) override {
        study_ = studies::compute_infinite_width(study_.settings, progress);
    }
    std::optional<Course> course() const override { return width_course(study_.settings); }
    /// Draws the layers of another width from the same random numbers.
    void go_to(double place, const Progress& progress) override {
        const auto n = static_cast<std::int64_t>(place);
        if (n == study_.settings.n) return;
        progress(0);
        study_.settings.n = n;
        const InfiniteWidth& settings = study_.settings;
        const WidthSamples layer = studies::sample_as_set(settings, 0, settings.samples);
        progress(0.5);
        const WidthSamples limit = sample_limit(settings, 0, settings.samples);
        study_.result = summarise(settings, layer, limit);
        study_.layer = layer.output;
        study_.limit = limit.output;
    }
    Board board(Theme theme) const override { return width_board(study_, false, theme); }
    std::string title() const override { return "One attention layer of finite width, and its limit"; }
    std::string words() const override { return width_words(study_.settings); }

  private:
    studies::InfiniteWidthStudy study_;
};

/// The line of the course: its quantity, and how far it has come.
void draw_course(const Course& course, double place, ImVec2 from, ImVec2 size, Theme theme) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string now = course_text(course, place), last = course_text(course, course.until);
    const float em = ImGui::GetFontSize();
    const float words = std::max(ImGui::CalcTextSize(now.c_str()).x, ImGui::CalcTextSize(last.c_str()).x) + em;
    const float y = from.y + 0.5f * size.y, left = from.x + words, right = from.x + size.x;
    const auto at = left + static_cast<float>(course_share(course, place)) * (right - left);
    list.AddText({from.x, y - 0.5f * em}, ImGui::GetColorU32(palette::text(theme)), now.c_str());
    list.AddLine({left, y}, {right, y}, ImGui::GetColorU32(palette::faint_text(theme)), 0.12f * em);
    list.AddLine({left, y}, {at, y}, ImGui::GetColorU32(ImGuiCol_CheckMark), 0.3f * em);
    list.AddCircleFilled({at, y}, 0.4f * em, ImGui::GetColorU32(ImGuiCol_CheckMark));
}

}  // namespace

std::unique_ptr<Show> make_show(std::string_view name, const std::vector<Assignment>& set, bool logarithmic) {
    if (name == "equiangular")
        return std::make_unique<EquiangularShow>(studies::equiangular_settings(set), logarithmic);
    if (name == "single-location") return std::make_unique<LocationShow>(studies::single_location_settings(set));
    if (name == "infinite-width") return std::make_unique<WidthShow>(studies::infinite_width_settings(set));
    throw InputError("lab: found " + std::string(name) +
                     ", expected a laboratory: single-location, infinite-width or equiangular");
}

void draw_show(const Show& show, std::optional<double> place, ImVec2 from, ImVec2 size, Theme theme) {
    ImGui::SetNextWindowPos(from);
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("##show", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoBringToFrontOnFocus);
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(show.title().c_str());
    ImGui::PopFont();
    ImGui::PushTextWrapPos(0);
    ImGui::TextDisabled("%s", show.words().c_str());
    ImGui::PopTextWrapPos();
    const Board board = show.board(theme);
    draw_readouts(board.readouts, width, theme);
    const auto course = show.course();
    const float line = course && place ? 2 * ImGui::GetFontSize() : 0;
    const ImVec2 room = ImGui::GetContentRegionAvail();
    draw_board(board.charts, {room.x, room.y - line});
    if (line > 0) {
        const ImVec2 at = ImGui::GetWindowPos(), padding = ImGui::GetStyle().WindowPadding;
        draw_course(*course, *place, {at.x + padding.x, at.y + size.y - padding.y - line}, {width, line}, theme);
    }
    ImGui::End();
}

}  // namespace coalesce::lab
