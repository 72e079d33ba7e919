//! What is said to whoever carries a stick to this laptop.

use std::path::Path;

use desk::Failure;
use forms::Text;

use super::Imported;

impl Imported {
    /// What it brought.
    #[must_use]
    pub fn line(&self) -> Text {
        let (made, new) = (forms::time_text(self.made_ms), self.pulled + self.records);
        let mut line = Text::new(
            format!("{made} 的答复：新到 {new} 条"),
            format!("the answer of {made}: {new} new"),
        );
        let (photos, previews) = (self.photos, self.previews);
        if photos > 0 {
            line.zh += &format!("；服务器已收到照片 {photos} 张");
            line.en += &format!("; of the photos sent, {photos} have arrived at the office");
        }
        if previews > 0 {
            line.zh += &format!("；新到缩略图 {previews} 张");
            line.en += &format!("; {previews} previews of photos");
        }
        let originals = self.originals;
        if originals > 0 {
            line.zh += &format!("；新到原图 {originals} 张");
            line.en += &format!("; {originals} originals of photos that were asked for");
        }
        line
    }

    /// What a person has to know or to do about it, beyond what is new.
    #[must_use]
    pub fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if self.old {
            notes.push(Text::new(
                "这份答复比本机已有的回执旧，只补了还缺的内容",
                "this answer is older than the receipt kept here; only what was lacking was taken",
            ));
        }
        if !self.missing.is_empty() {
            let (count, named) = (self.missing.len(), self.missing.join("、"));
            let before = self.volume.saturating_sub(1);
            notes.push(if before > 0 {
                Text::new(
                    format!("{count} 个区划（{named}）接不上：请先导入第 {before} 卷，再导入本卷"),
                    format!(
                        "{count} divisions ({named}) do not follow on: import volume {before} first, then this one again"
                    ),
                )
            } else {
                Text::new(
                    format!(
                        "{count} 个区划（{named}）接不上：缺少更早的答复，请先导入它，或重新导出一次换新的答复"
                    ),
                    format!(
                        "{count} divisions ({named}) do not follow on: import the earlier answer first, or export again for a new one"
                    ),
                )
            });
        }
        if self.restored {
            notes.push(Text::new(
                "服务器是从旧备份恢复的；请再导出一次带去，这一次会带上本机全部数据，补上它丢失的部分",
                "the office was restored from an old backup; export once more and carry that there: it brings everything kept here, to give back what was lost",
            ));
        }
        if self.more {
            let next = self.volume + 1;
            notes.push(Text::new(
                format!("后面还有第 {next} 卷"),
                format!("volume {next} follows"),
            ));
        }
        if self.held > 0 {
            let held = self.held;
            notes.push(Text::new(
                format!("服务器暂扣本机 {held} 条，原因见 status"),
                format!("the office holds {held} of this laptop's operations; see `status` for the reasons"),
            ));
        }
        if self.refused > 0 {
            let refused = self.refused;
            notes.push(Text::new(
                format!("服务器未收 {refused} 条；数据仍在本机，请报告管理员"),
                format!("the office did not take {refused} operations; they are kept here, tell the administrator"),
            ));
        }
        notes.extend(self.photo_problem.clone());
        notes
    }
}

pub(super) fn not_enrolled(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "not_enrolled",
        format!("{path} 里没有登记申请的答复；请先导入服务器对申请的答复文件"),
        format!(
            "{path} holds no answer to the request to be let in; import the office's answer to it first"
        ),
    )
}

pub(super) fn not_an_answer(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "bundle",
        format!("{path} 不是服务器的答复，或由更新的程序写成；请核对文件，或升级本程序"),
        format!(
            "{path} is no answer of an office, or one a newer program wrote; check the file, or update this program"
        ),
    )
}
