#!/usr/bin/env python3
"""Batch scripts that call OpenFace's programs, as its users have them, run by Windows' command interpreter. The files that
they write are those of the same commands on Linux, to the byte; in NAME_of_details.txt only paths look different."""
import shutil

import wine

CLIPS = {"anna.mp4": "single_face.mp4", "ben second visit.mp4": "single_face.mp4"}


def details(name, content):
    """The same file as on Linux, which has other separators, no drives, and here another folder."""
    return content.replace(b"Z:", b"").replace(b"\\", b"/").replace(b"/windows/", b"/linux/") if name.endswith("_of_details.txt") else content


def both_folders(world):
    """A folder for each program with the same inputs."""
    for system in ("linux", "windows"):
        videos = world.make(f"{system}/videos")
        for name, clip in CLIPS.items():
            shutil.copy(world.videos / clip, videos / name)
        faces = world.make(f"{system}/My Pictures/faces", world.videos / "single_face.jpg")
        for number in range(3):
            shutil.copy(world.videos / "single_face.jpg", world.make(f"{system}/frames") / f"frame_{number:03}.jpg")
        wine.expect(faces.is_dir() and videos.is_dir(), "the inputs are missing")
    return world.folder / "linux", world.folder / "windows"


def run_script(world, folder, text, name="run.bat", **more):
    wine.write_script(folder / name, text)
    done = world.cmd(name, cwd=folder, **more)
    (folder / name).unlink()
    return done


def expect_same_results(linux, windows, folder):
    wine.expect_same_files(windows / folder, linux / folder, details)


def test_all_videos_of_a_folder(world):
    linux, windows = both_folders(world)
    run_script(world, windows, r'''
@echo off
for %%f in (videos\*.mp4) do FeatureExtraction.exe -f "%%f" -out_dir processed --max-frames 12
''')
    for name in CLIPS:
        world.linux("-f", f"videos/{name}", "-out_dir", "processed", "--max-frames", 12, program="FeatureExtraction", cwd=linux)
    expect_same_results(linux, windows, "processed")
    names = {file.name for file in (windows / "processed").iterdir()}
    wine.expect({"anna.csv", "anna.hog", "anna.avi", "anna_aligned", "ben second visit_of_details.txt"} <= names, names)


def test_a_script_with_variables_and_subfolders(world):
    """Programs in a folder with blanks, that of the script as the current one, one folder of results for each video."""
    linux, windows = both_folders(world)
    (world.folder / "OpenFace 2.2.0 (x64)").symlink_to(world.options.programs)
    run_script(world, windows, rf'''
@echo off
setlocal enabledelayedexpansion
set "OPENFACE={wine.windows_path(world.folder)}\OpenFace 2.2.0 (x64)"
cd /d "%~dp0"
for /r "%~dp0videos" %%v in (*.mp4) do (
    set "NAME=%%~nv"
    "%OPENFACE%\FeatureExtraction.exe" -f "%%v" -out_dir "%~dp0results\!NAME!" -2Dfp -pose -aus -gaze -q --max-frames 12
    if errorlevel 1 echo !NAME! failed >> failed.txt
)
''')
    for name in CLIPS:
        world.linux("-f", linux / "videos" / name, "-out_dir", f"results/{name.removesuffix('.mp4')}", "-2Dfp", "-pose",
                    "-aus", "-gaze", "-q", "--max-frames", 12, program="FeatureExtraction", cwd=linux)
    expect_same_results(linux, windows, "results")
    wine.expect(not (windows / "failed.txt").exists(), "a video failed")


def test_a_folder_of_frames(world):
    linux, windows = both_folders(world)
    run_script(world, windows, r'FeatureExtraction.exe -fdir ".\frames" -out_dir "out dir" -of talk -simalign -simsize 56 -hogalign -tracked')
    world.linux("-fdir", "./frames", "-out_dir", "out dir", "-of", "talk", "-simalign", "-simsize", 56, "-hogalign",
                "-tracked", program="FeatureExtraction", cwd=linux)
    expect_same_results(linux, windows, "out dir")


def test_pictures(world):
    linux, windows = both_folders(world)
    run_script(world, windows, r'''
FaceLandmarkImg -f "My Pictures\faces\single_face.jpg" -out_dir one
FaceLandmarkImg -fdir "%CD%\My Pictures\faces" -out_dir all -tracked -format_aligned png -simalign
''')
    world.linux("-f", "My Pictures/faces/single_face.jpg", "-out_dir", "one", program="FaceLandmarkImg", cwd=linux)
    world.linux("-fdir", linux / "My Pictures/faces", "-out_dir", "all", "-tracked", "-format_aligned", "png", "-simalign",
                program="FaceLandmarkImg", cwd=linux)
    expect_same_results(linux, windows, "one")
    expect_same_results(linux, windows, "all")


def test_several_faces_on_another_drive(world):
    linux, windows = both_folders(world)
    drive = world.make("drive", world.videos / "multi_face.avi")
    with world.drive("f", drive):
        run_script(world, windows, r"FaceLandmarkVidMulti -f F:\multi_face.avi -out_dir multi -aus -pose --max-frames 3")
    world.linux("-f", drive / "multi_face.avi", "-out_dir", "multi", "-aus", "-pose", "--max-frames", 3,
                program="FaceLandmarkVidMulti", cwd=linux)
    details_file = windows / "multi/multi_face_of_details.txt"
    details_file.write_bytes(details_file.read_bytes().replace(b"F:", str(drive).encode()))
    expect_same_results(linux, windows, "multi")


def test_several_inputs_in_one_call(world):
    linux, windows = both_folders(world)
    run_script(world, windows, r'''
FeatureExtraction -root videos -f anna.mp4 -f "ben second visit.mp4" -of visit1 -of sub\visit2 -out_dir res -aus --max-frames 8
''')
    world.linux("-root", "videos", "-f", "anna.mp4", "-f", "ben second visit.mp4", "-of", "visit1", "-of", "sub/visit2",
                "-out_dir", "res", "-aus", "--max-frames", 8, program="FeatureExtraction", cwd=linux)
    expect_same_results(linux, windows, "res")


def test_a_video_that_is_not_there(world):
    """A script learns of it by the exit status; everything else is done."""
    _, windows = both_folders(world)
    done = run_script(world, windows, r'''
@echo off
FeatureExtraction -f videos\anna.mp4 -f videos\nobody.mp4 -out_dir out -aus --max-frames 4
echo status %errorlevel%
FeatureExtraction -f videos\anna.mp4 -wrong
echo status %errorlevel%
exit /b 0
''')
    wine.expect(done.out.split() == b"status 1 status 2".split(), done)
    wine.expect_says(done, 0, r"videos\nobody.mp4", "no such file")
    wine.expect_says(done, 0, "-wrong is not a flag")
    wine.expect(sorted(wine.files_below(windows / "out")) == ["anna.csv", "anna_of_details.txt"],
                sorted(wine.files_below(windows / "out")))


if __name__ == "__main__":
    wine.main(__doc__, globals())
