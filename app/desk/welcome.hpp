#pragma once

#include <string>
#include <vector>

#include "desk/desk.hpp"
#include "desk/shortcuts.hpp"

namespace coalesce {

// The doors of the first start: three ways into the program, over the moving scene. While they are open, the panels are
// hidden. A scene, lesson or token file that opens closes them, however it was asked for; what is refused leaves them.

/// A row of a door's list.
struct WelcomeRow {
    std::string opens;  ///< shipped scene or lesson; empty: a file is asked for
    std::string label;
    std::string side;  ///< at the right end: "12 min"
    std::string note;  ///< shown below the doors while the row is chosen
};
struct WelcomeDoor {
    const char *name, *title, *sentence;  ///< name: of its widgets
    std::vector<WelcomeRow> rows;
    const char* hint = "";  ///< below the rows
};
/// Returns lessons, scenes and files, in this order; made at the first call.
const std::vector<WelcomeDoor>& welcome_doors();

void show_welcome(Desk& desk);
void close_welcome(Desk& desk);
/// Opens a row, or with row -1 goes through the door: the first lesson, the laboratory, the file dialogue.
void enter_door(Desk& desk, int door, int row);
/// Closes the doors once what they led to is open. Call once per frame.
void follow_welcome(Desk& desk);
/// Acts by a key while the doors are open.
/// @return  false if the key is none of theirs and keeps its action
bool perform_welcome_key(Desk& desk, const KeyEvent& key);
/// Draws the doors; nothing if they are closed.
void draw_welcome(Desk& desk);

}  // namespace coalesce
