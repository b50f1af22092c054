#pragma once

#include <array>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "lab/lab.hpp"

namespace coalesce {

/// Export of a laboratory: the result that its window shows, with its picture, into a folder. Nothing is computed
/// again.
class LabExport {
  public:
    /// @param lab  as in `coalesce lab NAME`; names the widgets and the proposed folder
    explicit LabExport(std::string_view lab);

    /// Draws the picture's formats, the folder and the button, and the outcome of the last export below.
    void draw(Theme theme);
    /// Whether the picture is written in a format: png at first. Without any, the files of numbers are.
    bool& wants(figure::PictureFormat format) { return formats_[static_cast<std::size_t>(format)]; }
    /// True if the user has asked for an export that is not written yet.
    bool due() const { return due_; }
    /// Draws the picture, and writes it with all files on a thread. Call it outside of Dear ImGui's frames.
    /// @param wake  called on the thread when all is written
    void write(std::shared_ptr<const lab::Lab> shown, Theme theme, std::function<void()> wake);
    /// "running", or the outcome of the last export; for scripts.
    std::string state() const { return due_ || problem_.valid() ? "running" : outcome_; }

  private:
    void draw_formats();
    void ask();
    void follow();
    void end(const std::string& problem);

    std::string name_;  ///< "lab.equiangular"
    std::string folder_;
    std::array<bool, chart::picture_formats.size()> formats_{true};  ///< by PictureFormat
    std::string replacing_;  ///< folder whose files a second press of the button replaces
    std::string outcome_;
    bool failed_ = false, due_ = false;
    std::future<std::string> problem_;  ///< valid while the thread writes; empty text: none
    std::jthread thread_;
};

}  // namespace coalesce
