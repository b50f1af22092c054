#pragma once

#include <string>

namespace coalesce::lab {

/// The quantity that runs through a laboratory's charts: its time, or the parameter that takes the place of one.
struct Course {
    std::string label;           ///< "time t"
    double from = 0, until = 1;  ///< of the quantity; from > 0 where `logarithmic`
    bool logarithmic = false;    ///< equal stretches of the course are equal ratios
    bool whole = false;          ///< whole numbers
    bool parameter = false;      ///< a parameter that is swept, and no time; lessons leave it where it is
    const char* unit = "";       ///< of the pace where it is not logarithmic: "time / s"
    bool operator==(const Course&) const = default;
};

/// Returns the quantity at a share of the course from 0 to 1, rounded where it is whole.
double course_place(const Course& course, double share);
/// Inverse of course_place(), within [0, 1].
double course_share(const Course& course, double place);
/// The quantity in words: "t = 2.50", "iteration 120".
std::string course_text(const Course& course, double place);

/// Progress of a course that is played.
class Playback {
  public:
    double share = 0;      ///< of the course that has passed
    bool playing = false;  ///< advances with the clock
    /// Seconds that the whole course takes.
    double seconds = default_seconds;

    static constexpr double default_seconds = 12;

    /// Goes on by so many seconds, and pauses at the end.
    /// @param known  share that may be shown so far
    void advance(double by, double known = 1);
    /// Plays, from the start if the course has ended; or pauses.
    void toggle();
};

}  // namespace coalesce::lab
