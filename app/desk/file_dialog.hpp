#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coalesce {

/// A file chooser drawn by Dear ImGui: it looks the same on every system and over remote displays, and needs no helper
/// program.
class FileDialog {
  public:
    enum class Purpose {
        open_scene,
        open_lesson,
        edit_lesson,
        open_tokens,
        save_scene,
        save_lesson,
        export_csv,
        export_png,
        token_file,
        film
    };

    /// Opens the dialogue.
    /// @param name  proposed file name; an absolute path also sets the folder
    void show(Purpose purpose, const std::string& name = "");
    bool visible() const { return visible_; }
    void close() { closing_ = true; }
    Purpose purpose() const { return purpose_; }
    /// Draws the dialogue. Returns true once, when a file was chosen; chosen() then names it.
    bool draw();
    const std::string& chosen() const { return chosen_; }

  private:
    struct Entry {
        std::string name;  ///< as written by shown_path
        bool folder;
    };
    void list();
    void draw_entries();
    bool confirm();

    Purpose purpose_ = Purpose::open_scene;
    bool visible_ = false, opening_ = false, closing_ = false;
    std::filesystem::path folder_;
    std::string name_;  ///< as written by shown_path
    std::string chosen_, problem_;
    std::vector<Entry> entries_;
    std::filesystem::path replacing_;  ///< existing file whose replacement needs a second press of the button
};

}  // namespace coalesce
