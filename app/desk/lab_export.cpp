#include "desk/lab_export.hpp"

#include <imgui.h>
#include <imgui_stdlib.h>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "desk/widgets.hpp"
#include "record/free_name.hpp"
#include "view/ui.hpp"

namespace coalesce {

LabExport::LabExport(std::string_view lab)
    : name_("lab." + std::string(lab)), folder_("coalesce-" + std::string(lab)) {}

void LabExport::draw_formats() {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Picture");
    for (std::size_t k = 0; k < formats_.size(); ++k) {
        ImGui::SameLine();
        const std::string format(chart::word(chart::picture_formats[k]));
        ImGui::Checkbox(format.c_str(), &formats_[k]);
        name_item(name_ + "." + format);
        ImGui::SetItemTooltip("Export draws the charts into a %s file%s", format.c_str(),
                              k > 0 ? ", sharp at every size; its text can be searched and edited" : "");
    }
}

void LabExport::draw(Theme theme) {
    follow();
    draw_formats();
    const float button = 5 * ImGui::GetFontSize();
    ImGui::SetNextItemWidth(-button - ImGui::GetStyle().ItemSpacing.x);
    ImGui::InputText("##folder", &folder_);
    name_item(name_ + ".folder");
    ImGui::SetItemTooltip("The folder that Export writes what is shown into: files and a picture");
    ImGui::SameLine();
    ImGui::BeginDisabled(problem_.valid());
    if (due_) {
        if (named_button(name_ + ".cancel", "Cancel", {button, 0})) due_ = false;
    } else if (named_button(name_ + ".export", replacing_ == folder_ ? "Replace" : "Export", {button, 0})) {
        ask();
    }
    ImGui::EndDisabled();
    if (due_ || problem_.valid()) {
        ImGui::TextDisabled(due_ ? "written when all is computed…" : "writing…");
    } else if (!outcome_.empty()) {
        ImGui::PushTextWrapPos(0);
        ImGui::TextColored(failed_ ? palette::warning(theme) : palette::text(theme), "%s", outcome_.c_str());
        ImGui::PopTextWrapPos();
    }
}

void LabExport::ask() {
    due_ = replacing_ == folder_ || !would_replace(folder_);
    if (due_) return;
    replacing_ = folder_;
    failed_ = true;
    outcome_ = folder_ + " has files; press Replace to write over those of the lab";
}

void LabExport::write(std::shared_ptr<const lab::Lab> shown, Theme theme, std::function<void()> wake) {
    due_ = false;
    try {
        std::vector<figure::PictureFile> pictures;
        {
            figure::Painter painter(theme, true);
            const chart::Page page = shown->page();
            for (std::size_t k = 0; k < formats_.size(); ++k)
                if (formats_[k]) pictures.push_back(painter.draw(page, chart::picture_formats[k]));
        }
        std::promise<std::string> problem;
        problem_ = problem.get_future();
        thread_ = std::jthread([shown = std::move(shown), pictures = std::move(pictures), folder = folder_,
                                wake = std::move(wake), problem = std::move(problem)]() mutable {
            std::string complaint;
            try {
                PendingFolder results(folder);
                const std::filesystem::path& inside = results.temporary();
                lab::write(*shown, inside);
                for (const figure::PictureFile& picture : pictures) picture.write(inside, shown->picture_name());
                results.commit();
            } catch (const std::exception& error) {
                complaint = error.what();
            }
            problem.set_value(complaint);
            wake();
        });
    } catch (const RunError& error) {
        end(error.what());
    }
}

void LabExport::follow() {
    if (problem_.valid() && problem_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        end(problem_.get());
}

void LabExport::end(const std::string& problem) {
    due_ = false;
    failed_ = !problem.empty();
    outcome_ = failed_ ? problem : "exported to " + folder_;
    replacing_.clear();
}

}  // namespace coalesce
