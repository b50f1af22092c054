#include "desk/control_help.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "coalesce/document/scene_document.hpp"
#include "desk/lesson_list.hpp"

namespace coalesce {
namespace {

struct ControlHelp {
    std::string_view name;  ///< one * stands for any part of a name
    std::string_view help;
};

constexpr ControlHelp menu_help[] = {
    {"menu.open", "Opens a scene, a token file or a clip; its tokens take the place of those that are shown."},
    {"menu.recent.*", "Opens this file again."},
    {"menu.save", "Writes the scene, all that makes the tokens move as they do, to its file."},
    {"menu.save_as", "Writes the scene to a file of another name."},
    {"menu.screenshot", "Writes this window as a PNG, which opens again as the run at this time t."},
    {"menu.record", "Opens the dialogue that films this scene from its initial cloud, through the present camera."},
    {"menu.quit", "Ends the program; asks first if edits are not saved or a film is being recorded."},
    {"menu.undo", "Takes the last edit back; the tokens move on as they would have without it."},
    {"menu.redo", "Makes the edit again that was taken back."},
    {"menu.panel.scenes", "Shows or hides the list of scenes to open."},
    {"menu.panel.tokens", "Shows or hides the panel that chooses how many tokens N there are and where they begin."},
    {"menu.panel.model", "Shows or hides the panel of β, Q, K and V, which say how tokens move."},
    {"menu.panel.look", "Shows or hides the panel that chooses how the tokens are drawn."},
    {"menu.panel.plots", "Shows or hides the curves of what is measured: energy E, clusters, angles."},
    {"menu.panel.tree", "Shows or hides the tree of clusters: when each was born and with which it merged."},
    {"menu.panel.theory", "Shows or hides the limit theorems, each with its error for these tokens."},
    {"menu.panel.token", "Shows or hides what a pinned token attends to, and the tools that push, add and remove."},
    {"menu.panel.transport", "Shows or hides the buttons that play the tokens, and the timeline."},
    {"menu.camera", "Turns the picture home; the tokens stay where they are."},
    {"menu.light", "Draws everything on a light ground, for a projector, or on a dark one."},
    {"menu.chrome", "Hides menu and panels, so that the tokens fill the window; Tab or Esc brings them back."},
    {"menu.fullscreen", "Gives the window the whole screen, or takes it back."},
    {"menu.labs.single-location",
     "Opens the laboratory of one head that learns to find the one token with the answer."},
    {"menu.labs.infinite-width", "Opens the laboratory of one layer of width n → ∞, whose output is not Gaussian."},
    {"menu.labs.equiangular", "Opens the laboratory of n tokens with equal inner products ρ, and of long contexts."},
    {"menu.labs.*", "Opens or closes this laboratory; the tokens pause meanwhile."},
    {"menu.lessons.back", "Takes the lesson up where it was left."},
    {"menu.lessons.leave", "Ends the lesson and shows what was open before it."},
    {"menu.lessons.open", "Opens a lesson from a file, at its first step."},
    {"editor.edit.*", "Begins a draft with the steps of this lesson, which itself stays as it is."},
    {"menu.welcome", "Shows the three doors of the first start again: lessons, scenes to explore, your own tokens."},
    {"menu.keys", "Shows or hides the list of keys."},
};

constexpr ControlHelp token_help[] = {
    {"dimension.2", "Puts new tokens on the circle S¹, d = 2; Q, K and V become the identity."},
    {"dimension.3", "Puts new tokens on the sphere S², d = 3; Q, K and V become the identity."},
    {"tokens.apply", "Draws N tokens from this law and begins the run with them, at t = 0."},
    {"tokens.revert", "Discards what was chosen here; the law is that of the present tokens again."},
    {"law.kind", "Chooses the law that the tokens are drawn from at t = 0."},
    {"law.kind.uniform", "Draws every token anywhere with the same chance."},
    {"law.kind.mixture", "Draws tokens in bumps about chosen places, each of a standard deviation."},
    {"law.kind.azimuthal", "Draws longitudes in bumps, and elevations evenly between the poles."},
    {"law.kind.file", "Takes the tokens from the rows of a file (.npy, .npz, .csv, .txt), N×2 or N×3 numbers."},
    {"law.add", "Adds another bump to the law, 60° from the last one."},
    {"law.path", "Names the file (.npy, .npz, .csv, .txt) whose rows become the tokens, each scaled to length 1."},
    {"law.browse", "Looks for the file (.npy, .npz, .csv, .txt) whose rows become the tokens."},
    {"law.*.weight", "Sets the share of tokens in this bump, relative to the weights of the others."},
    {"law.*.longitude", "Moves the middle of this bump around the circle or the vertical axis, degrees."},
    {"law.*.latitude", "Moves the middle of this bump towards a pole, degrees."},
    {"law.*.std", "Sets the standard deviation of this bump, radians: how widely its tokens are strewn."},
    {"law.*.remove", "Removes this bump from the law."},
    {"tab.model.V", "Shows the value matrix V: it turns the mean of what a token attends to into its velocity."},
    {"tab.model.Q", "Shows the query matrix Q: a token x asks with Qx, its score with y is ⟨Qx, Ky⟩."},
    {"tab.model.K", "Shows the key matrix K: a token y answers with Ky, its score with x is ⟨Qx, Ky⟩."},
    {"model.*.presets", "Offers matrices to begin with: identity, diagonal, rotation, random."},
    {"model.*.preset.identity", "Takes Id: scores by angle alone, or values that attract."},
    {"model.*.preset.minus", "Takes -Id: as V it drives tokens away from what they attend to."},
    {"model.*.preset.diagonal", "Takes a diagonal matrix: as V it draws the tokens into a plane or onto an axis."},
    {"model.*.preset.rotation", "Takes a rotation by 30° about the vertical axis: as V it makes tokens circle."},
    {"model.*.preset.symmetric", "Takes a random symmetric matrix, entries of variance 1/d, another one each time."},
    {"model.*.preset.random", "Takes a random matrix, entries of variance 1/d, another one each time."},
    {"model.V.*",
     "Sets an entry of V, which turns what a token attends to into its velocity; drag, or double-click to type."},
    {"model.Q.*", "Sets an entry of Q in the scores ⟨Qx, Ky⟩; drag, or double-click to type."},
    {"model.K.*", "Sets an entry of K in the scores ⟨Qx, Ky⟩; drag, or double-click to type."},
    {"token.radius*", "Sets the angle from the middle of the brush to its rim, radians: tokens within it are taken."},
    {"token.count*", "Sets the number of tokens that one click adds."},
};

constexpr ControlHelp run_help[] = {
    {"transport.pace", "Chooses what the tokens' pace is measured in: steps, time t, or powers of ten of t, a second."},
    {"transport.pace.0", "Takes so many steps dt for every picture."},
    {"transport.pace.1", "Lets so much time t pass a second."},
    {"transport.pace.2", "Moves the tokens as fast as the machine can."},
    {"transport.pace.3", "Lets log₁₀ t grow by so much a second, for waits that take e^{cβ}."},
    {"transport.rate*", "Sets the tokens' pace, in the unit beside it: ↑ and ↓ double and halve it."},
    {"plots.log", "Draws time t on a logarithmic axis here, in the tree and on the timeline."},
    {"plots.csv", "Writes the measured curves as numbers: a CSV file with a line a state."},
    {"plots.png", "Writes these plots as a picture of any size: PNG, PDF or SVG."},
    {"tree.png", "Writes the tree as a picture of any size: PNG, PDF or SVG."},
    {"theory.png", "Writes these rows as a picture of any size: PNG, PDF or SVG."},
    {"theory.row.*",
     "Explains this row: what it states, which assumptions hold, a picture of it beside these tokens, and where it "
     "fails."},
    {"theorem.next", "Explains the next row of the Theory panel."},
    {"theorem.previous", "Explains the row before it."},
    {"settings.light", "Draws everything on a light ground, for a projector, or on a dark one."},
    {"settings.scale*", "Sets the size of text and widgets; the tokens' picture keeps its own."},
};

constexpr ControlHelp file_help[] = {
    {"record.browse", "Looks for a place and a name for the film."},
    {"record.width", "Sets the width of the film, pixels."},
    {"record.height", "Sets the height of the film, pixels."},
    {"record.size", "Offers usual sizes of a film."},
    {"record.size.*", "Takes this width and height for the film, pixels."},
    {"record.seconds", "Sets how long the film plays, seconds."},
    {"record.fps", "Sets how many pictures a second the film has."},
    {"record.axis.linear", "Lets the same time t pass in every picture of the film."},
    {"record.axis.log", "Lets log t grow by the same in every picture: fast and slow phases side by side."},
    {"record.from", "Sets the time t of the tokens in the first picture."},
    {"record.until", "Sets the time t of the tokens in the last picture."},
    {"record.theme.dark", "Films on a dark ground, for screens."},
    {"record.theme.light", "Films on a light ground, for projectors."},
    {"record.panels", "Draws the curves of energy, angles and clusters beside the tokens."},
    {"record.cancel", "Ends the recording; the film keeps its pictures where its format allows it."},
    {"record.start", "Simulates the scene again from its initial cloud, and films it into the file."},
    {"record.close", "Closes this dialogue; its settings stay."},
    {"record.folder", "Opens the folder that holds the film."},
    {"picture.path", "Names the file of the picture."},
    {"picture.browse", "Looks for a place and a name for the picture."},
    {"picture.format.png", "Writes pixels, which every program shows."},
    {"picture.format.*", "Writes lines and letters, sharp at every size."},
    {"picture.width", "Sets the width of the picture, pixels."},
    {"picture.height", "Sets the height of the picture, pixels."},
    {"picture.size", "Offers usual sizes of a picture."},
    {"picture.size.*", "Takes this width and height for the picture, pixels."},
    {"picture.theme.dark", "Draws the picture on a dark ground."},
    {"picture.theme.light", "Draws the picture on a light ground, for print."},
    {"picture.write", "Writes the picture of what the panel shows now."},
    {"picture.close", "Closes this dialogue without a picture."},
    {"files.up", "Goes to the folder above."},
    {"files.name", "Takes a name in this folder, or a full path."},
    {"files.confirm", "Takes the named file."},
    {"files.cancel", "Closes this dialogue; nothing is opened or written."},
    {"files.*", "Chooses this file, or enters this folder."},
    {"leave.stop", "Ends the recording at once, then the program."},
    {"leave.discard", "Goes on without the edits; they are lost."},
    {"messages.folder*", "Opens the folder that holds the file."},
    {"messages.close*", "Closes this message."},
    {"lab.*.run", "Shows one run: how the head learns from its first guess."},
    {"lab.*.where", "Shows for which settings the head can learn at all."},
    {"lab.*.pace", "Sets how fast the course of the laboratory runs through its charts."},
    {"lab.*.cancel", "Writes nothing."},
    {"lab.*.export", "Writes what is shown into the folder: numbers, tables and a picture."},
};

constexpr ControlHelp welcome_help[] = {
    {"welcome.lesson", "Begins the first lesson; the list below has the others."},
    {"welcome.explore", "Closes this card and shows all panels around the tokens."},
    {"welcome.tokens", "Looks for a file (.npy, .npz, .csv, .txt), whose rows become the tokens."},
    {"welcome.tokens.file", "Looks for a file (.npy, .npz, .csv, .txt), whose rows become the tokens."},
};

bool matches(std::string_view pattern, std::string_view name) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    const std::string_view begin = pattern.substr(0, star), end = pattern.substr(star + 1);
    return name.size() >= begin.size() + end.size() && name.starts_with(begin) && name.ends_with(end);
}

template <std::size_t N>
std::string_view find_in(const ControlHelp (&table)[N], std::string_view name) {
    const auto* found = std::find_if(std::begin(table), std::end(table),
                                     [&](const ControlHelp& each) { return matches(each.name, name); });
    return found == std::end(table) ? std::string_view{} : found->help;
}

/// Notes of shipped scenes and lessons, by their names.
const std::map<std::string, std::string, std::less<>>& notes() {
    static const std::map<std::string, std::string, std::less<>> all = [] {
        std::map<std::string, std::string, std::less<>> made;
        for (const ListedLesson& lesson : listed_lessons()) made["lesson." + lesson.name] = lesson.note;
        for (const ShippedScene& scene : shipped_scenes())
            made["scene." + std::string(scene.name)] = load_scene(scene.name).scene.note;
        return made;
    }();
    return all;
}

std::string_view note_of(std::string_view kind, std::string_view name) {
    const auto found = notes().find(std::string(kind).append(name));
    return found == notes().end() ? std::string_view{} : found->second;
}

/// Returns the tooltip of a row that opens a scene or a lesson: the note of that.
std::string_view help_of_opener(std::string_view name) {
    struct Opener {
        std::string_view prefix, kind;
    };
    for (const Opener& opener : {Opener{"menu.lessons.", "lesson."}, Opener{"welcome.lesson.", "lesson."},
                                 Opener{"scene.", "scene."}, Opener{"welcome.explore.", "scene."}})
        if (name.starts_with(opener.prefix)) return note_of(opener.kind, name.substr(opener.prefix.size()));
    return {};
}

}  // namespace

std::string_view control_help(std::string_view name) {
    if (const std::string_view note = help_of_opener(name); !note.empty()) return note;
    for (const std::string_view help : {find_in(menu_help, name), find_in(token_help, name), find_in(run_help, name),
                                        find_in(file_help, name), find_in(welcome_help, name)})
        if (!help.empty()) return help;
    return {};
}

}  // namespace coalesce
