#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coalesce {

/// A file chooser drawn by Dear ImGui: the same on every system and over remote displays, and no helper program.
class FileDialog {
  public:
    enum class Purpose { open_scene, save_scene, export_csv, export_png, token_file, film };

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
        std::string name;  ///< as shown_path has it
        bool folder;
    };
    void list();
    void draw_entries();
    bool confirm();

    Purpose purpose_ = Purpose::open_scene;
    bool visible_ = false, opening_ = false, closing_ = false;
    std::filesystem::path folder_;
    std::string name_;  ///< as shown_path has it
    std::string chosen_, problem_;
    std::vector<Entry> entries_;
    std::filesystem::path replacing_;  ///< the file that may be replaced, which was asked
};

}  // namespace coalesce
