-- A refresh token that lives half an hour and is renewed at each use is never near its end; one that had 90 days and has a week left is.
ALTER TABLE "oauth_grant" ADD COLUMN     "refresh_life_seconds" INTEGER;
